/** Those of all grains, in the order in which columns count them: for who shows a result. */
export { allSublattices } from '../../stem/lattice/lattice'
