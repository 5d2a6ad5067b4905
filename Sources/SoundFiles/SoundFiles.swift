package enum SoundFilesStub {}
