internal import Core

/// An error with all the jobs that have it; a full disk blocks a thousand jobs in the same words.
struct ErrorGroup {
    let error: BatchError
    let jobs: [Job]

    /// `Job 2 (Emma) is failed`, `2 jobs (3–4) are blocked`.
    var heading: String {
        let state = jobs[0].state.rawValue
        guard jobs.count > 1 else { return "Job \(jobs[0].id) (\(jobs[0].title)) is \(state)" }
        return "\(jobs.count.of("job")) (\(jobs.map(\.id).ranges)) are \(state)"
    }
}

extension Report {
    /// Each error of a job once, in the order of the jobs.
    var errorGroups: [ErrorGroup] {
        var order: [BatchError] = []
        var groups: [BatchError: [Job]] = [:]
        for job in jobs.map(\.job) {
            guard let error = job.error else { continue }
            if groups[error] == nil { order.append(error) }
            groups[error, default: []].append(job)
        }
        return order.map { ErrorGroup(error: $0, jobs: groups[$0] ?? []) }
    }
}
