interface Size {
  width: number
  height: number
}

interface Box extends Size {
  left: number
  top: number
}

/** Between the card and what it points at, and the window's edge, px. */
const GAP = 12

/**
 * Where a card goes that hides nothing of its target: to the left of it, below, or above, where it has room; in a window that is too
 * small for all of these it lies at the edge that is farther away.
 */
export function place(target: Box | null, card: Size, room: Size): { left: number; top: number } {
  const within = (value: number, most: number) => Math.max(GAP, Math.min(value, most - GAP))
  if (!target) return { left: (room.width - card.width) / 2, top: within((room.height - card.height) / 2, room.height) }
  const left = within(target.left, room.width - card.width)
  const top = within(target.top, room.height - card.height)
  if (target.left - GAP - card.width >= GAP) return { left: target.left - GAP - card.width, top }
  const [below, above] = [target.top + target.height + GAP, target.top - GAP - card.height]
  if (below + card.height + GAP <= room.height) return { left, top: Math.max(below, GAP) }
  if (above >= GAP) return { left, top: Math.min(above, room.height - card.height - GAP) }
  const middle = target.top + target.height / 2
  return { left, top: middle > room.height / 2 ? GAP : room.height - card.height - GAP }
}
