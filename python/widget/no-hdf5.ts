/** In place of the HDF5 reader, which is larger than all the rest: notebooks open such files with HyperSpy. */
throw new Error('the notebook’s widget reads no HDF5; load the file with HyperSpy and give the signal to Lacuna')
