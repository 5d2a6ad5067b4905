internal import Core

/// Which of several segments goes first where not all can at once.
struct WorkPriority: Comparable, Sendable {
    /// The priority of the segment's job: a higher number goes first.
    var job: Int
    /// A segment that was tried before goes before the first takes of others.
    var isRetake: Bool
    /// Then the older job, and then book order.
    var jobID: Job.ID
    var ordinal: Int

    init(_ segment: Segment, of job: Job, isRetake: Bool = false) {
        self.job = job.priority
        self.isRetake = isRetake
        jobID = job.id
        ordinal = segment.ordinal
    }

    /// What concerns a job as a whole.
    init(_ job: Job) {
        self.job = job.priority
        isRetake = false
        jobID = job.id
        ordinal = 0
    }

    /// The one that goes first is the smaller.
    static func < (one: WorkPriority, other: WorkPriority) -> Bool {
        if one.job != other.job { return one.job > other.job }
        if one.isRetake != other.isRetake { return one.isRetake }
        return (one.jobID, one.ordinal) < (other.jobID, other.ordinal)
    }
}

/// Lets a bounded number of tasks do something at once; of those that wait the most urgent goes next.
actor PrioritySemaphore {
    private struct Waiter {
        var priority: WorkPriority
        var continuation: CheckedContinuation<Void, Never>
    }

    private let places: Int
    private let ignoresLessUrgent: Bool
    /// What has a place.
    private var holders: [WorkPriority] = []
    /// The most urgent last; of equal ones the one that came first.
    private var waiting: [Waiter] = []

    /// - Parameters:
    ///   - places: How many have a place at once.
    ///   - ignoresLessUrgent: Whether those of less urgent jobs do not count, so that they never keep a more urgent one waiting.
    init(places: Int, ignoresLessUrgent: Bool = false) {
        self.places = places
        self.ignoresLessUrgent = ignoresLessUrgent
    }

    /// How many wait for a place.
    var waiters: Int { waiting.count }

    /// Does something in one of the places.
    ///
    /// - Parameters:
    ///   - priority: What goes before what waits already.
    ///   - body: What is done.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    nonisolated func withPlace<Value>(
        _ priority: WorkPriority,
        _ body: () async throws -> Value
    ) async rethrows -> Value {
        await enter(priority)
        do {
            let value = try await body()
            await leave(priority)
            return value
        } catch {
            await leave(priority)
            throw error
        }
    }

    private func hasPlace(for priority: WorkPriority) -> Bool {
        guard ignoresLessUrgent else { return holders.count < places }
        return holders.count { $0.job >= priority.job } < places
    }

    private func enter(_ priority: WorkPriority) async {
        guard !hasPlace(for: priority) else { return holders.append(priority) }
        await withCheckedContinuation { continuation in
            var index = waiting.endIndex
            while index > 0, waiting[index - 1].priority <= priority { index -= 1 }
            waiting.insert(Waiter(priority: priority, continuation: continuation), at: index)
        }
    }

    private func leave(_ priority: WorkPriority) {
        if let index = holders.firstIndex(of: priority) { holders.remove(at: index) }
        while let next = waiting.last, hasPlace(for: next.priority) {
            waiting.removeLast()
            holders.append(next.priority)
            next.continuation.resume()
        }
    }
}
