/** Operations on tensors: what layers and losses are made of. Bundlers take from here what is used, and no more. */
export * from './operations'
export * from './images'
export * from './normalise'
export * from './losses'
