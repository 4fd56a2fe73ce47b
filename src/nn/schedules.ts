/** What a schedule changes of an optimiser. */
interface Scheduled {
  readonly paramGroups: readonly { lr: number; initialLr?: number }[]
}

/** The learning rate after `epoch` steps of a schedule that began at `initial`. */
type Rate = (initial: number, epoch: number) => number

/** Sets the learning rate of every group anew with each step; names and arguments are those of torch.optim.lr_scheduler. */
export class LRScheduler {
  #epoch = 0

  protected constructor(
    private readonly optimizer: Scheduled,
    /** Of `SequentialLR`, which puts schedules end to end. */
    readonly rate: Rate,
  ) {
    this.#apply()
  }

  step(): void {
    this.#epoch++
    this.#apply()
  }

  #apply(): void {
    for (const group of this.optimizer.paramGroups) {
      group.initialLr ??= group.lr
      group.lr = this.rate(group.initialLr, this.#epoch)
    }
  }
}

/** Multiplied by `gamma` every `stepSize` steps. */
export class StepLR extends LRScheduler {
  constructor(optimizer: Scheduled, stepSize: number, gamma = 0.1) {
    super(optimizer, (initial, epoch) => initial * gamma ** Math.floor(epoch / stepSize))
  }
}

/** Down to `etaMin` in `tMax` steps, along half a cosine. */
export class CosineAnnealingLR extends LRScheduler {
  constructor(optimizer: Scheduled, tMax: number, etaMin = 0) {
    super(optimizer, (initial, epoch) => etaMin + ((initial - etaMin) * (1 + Math.cos((Math.PI * epoch) / tMax))) / 2)
  }
}

/** From `startFactor` to `endFactor` of the rate in `totalIters` steps: a warm-up. */
export class LinearLR extends LRScheduler {
  constructor(optimizer: Scheduled, startFactor = 1 / 3, endFactor = 1, totalIters = 5) {
    super(optimizer, (initial, epoch) => {
      const part = Math.min(epoch, totalIters) / totalIters
      return initial * (startFactor + (endFactor - startFactor) * part)
    })
  }
}

/** One schedule after another: the next one begins at each of `milestones`. */
export class SequentialLR extends LRScheduler {
  constructor(optimizer: Scheduled, schedulers: readonly LRScheduler[], milestones: readonly number[]) {
    if (schedulers.length !== milestones.length + 1) {
      throw new RangeError(`SequentialLR: ${schedulers.length} schedules take ${schedulers.length - 1} milestones`)
    }
    super(optimizer, (initial, epoch) => {
      const past = milestones.filter((milestone) => milestone <= epoch).length
      return schedulers[past].rate(initial, epoch - (past > 0 ? milestones[past - 1] : 0))
    })
  }
}
