internal import Dispatch

/// Runs tasks that block on disks and encoders on threads of their own, so that those which feed the engine never wait.
final class BlockingExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "qwen-batch.assembly", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async {
            unowned.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
