package enum JobProcessingStub {}
