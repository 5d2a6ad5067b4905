package enum ReportsStub {}
