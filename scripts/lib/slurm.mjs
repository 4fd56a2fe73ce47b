import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import * as apt from './apt.mjs'
import { capture, onPath, run } from './shell.mjs'

/** Where every command of Slurm's looks; Snakemake takes away the variable that would name another place. */
const CONFIGURATION = '/etc/slurm/slurm.conf'
const MARK = '# Written by npm run test:cluster.'

/** Installs Slurm from the system's packages; ends the process with one line where it cannot. */
export function ensureSlurm() {
  if (onPath('slurmctld') && onPath('slurmd') && onPath('munged')) return
  const packages = ['slurmctld', 'slurmd', 'slurm-client', 'munge']
  process.stderr.write('Installing Slurm …\n')
  if (apt.canInstall && apt.install(packages)) return
  process.stderr.write(`No Slurm: install ${packages.join(', ')} (Debian, Ubuntu), and run this as root\n`)
  process.exit(1)
}

/**
 * A cluster of this machine alone, with `slots` for jobs; its state lies in `folder`. Without control groups, which a container
 * may lack.
 * @param {string} folder
 * @param {number} slots
 */
export async function startSlurm(folder, slots) {
  if (existsSync(CONFIGURATION) && !readFileSync(CONFIGURATION, 'utf8').startsWith(MARK))
    throw new Error(`this machine has a Slurm of its own (${CONFIGURATION}), which is left alone: run this elsewhere`)
  const node = hostname().split('.')[0]
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name), { recursive: true })
  mkdirSync('/etc/slurm', { recursive: true })
  writeFileSync(CONFIGURATION, configuration(folder, node, slots))
  startMunge()
  for (const daemon of ['slurmctld', 'slurmd']) {
    if (!run(daemon, [], { quiet: true })) throw new Error(`${daemon} does not start: see ${folder}/${daemon}.log`)
  }
  await until('the node is idle', () => nodeState() === 'idle', 60)
  return {
    node,
    /** @param {'drain' | 'resume'} state */
    setNode: (state) =>
      run('scontrol', ['update', `NodeName=${node}`, `State=${state}`, 'Reason=test'], { quiet: true }),
    async stop() {
      capture('scancel', ['--user=root'])
      for (const daemon of ['slurmd', 'slurmctld']) stopDaemon(join(folder, `${daemon}.pid`))
      await wait(2000)
      rmSync(CONFIGURATION, { force: true })
    },
  }
}

/** `idle`, `mixed`, `draining`, `drained`, … */
export function nodeState() {
  return capture('sinfo', ['--noheader', '--format=%T']).trim()
}

/**
 * Jobs in this state, by their numbers.
 * @param {string} state one, or several with commas: each is asked for at the same moment
 */
export function jobs(state) {
  return capture('squeue', ['--noheader', `--states=${state}`, '--format=%i'])
    .split('\n')
    .filter(Boolean)
}

/**
 * @param {string} what
 * @param {() => unknown} holds
 * @param {number} seconds
 */
export async function until(what, holds, seconds) {
  const end = Date.now() + 1000 * seconds
  while (!holds()) {
    if (Date.now() > end) throw new Error(`after ${seconds} s it is still not so that ${what}`)
    await wait(200)
  }
}

function startMunge() {
  if (spawnSync('munge', ['-n']).status === 0) return
  mkdirSync('/run/munge', { recursive: true })
  run('chown', ['munge', '/run/munge'])
  if (!run('su', ['-s', '/bin/sh', 'munge', '-c', 'munged'], { quiet: true })) throw new Error('munged does not start')
}

/** @param {string} file */
function stopDaemon(file) {
  if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8')), 'SIGTERM')
}

/**
 * @param {string} folder
 * @param {string} node
 * @param {number} slots
 */
function configuration(folder, node, slots) {
  return `${MARK}
ClusterName=lacuna
SlurmctldHost=${node}
SlurmUser=root
AuthType=auth/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
SlurmctldPort=16817
SlurmdPort=16818
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
MinJobAge=86400
MaxArraySize=10001
NodeName=${node} CPUs=${slots} RealMemory=64000 State=UNKNOWN
PartitionName=main Nodes=${node} Default=YES MaxTime=INFINITE State=UP
`
}
