import { expose } from 'comlink'
import { Fake } from '../../out/fake/detector'
import { keepErrorClasses } from './worker-errors'
import { DetectorService } from './worker-service'
keepErrorClasses()
expose(new DetectorService(new Fake() as any))
