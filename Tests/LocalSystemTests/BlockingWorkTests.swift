import LocalSystem
import Testing
import TestSupport

@Suite("What blocks holds no thread of the cooperative pool", .timeLimit(.minutes(1)))
struct BlockingWorkTests {
    @Test func aPieceOfWork() async throws {
        #expect(try await poolStaysFree { block in try await BlockingWork.run(block) })
    }

    @Test func aWholeTask() async throws {
        let executor = BlockingExecutor()
        #expect(
            try await poolStaysFree { block in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask(executorPreference: executor) { block() }
                }
            }
        )
    }
}
