/** Nothing but the elements' definitions: what is on the page, the test puts there. */
import '../../../src/app/element'
