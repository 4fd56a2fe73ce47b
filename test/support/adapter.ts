import { selectVulkanDriver } from '../../src/kernels/node-icd'

// Before any test creates a Dawn instance.
selectVulkanDriver('auto')
