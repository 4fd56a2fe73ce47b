export * from './operations'
export * from './images'
export * from './normalise'
export * from './losses'
