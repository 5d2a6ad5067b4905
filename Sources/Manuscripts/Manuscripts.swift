package enum ManuscriptsStub {}
