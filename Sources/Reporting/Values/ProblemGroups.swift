internal import Core

/// An error with all the jobs that have it; a full disk blocks a thousand jobs with the same error.
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

/// A kind of warning with all the jobs that have it.
struct WarningGroup {
    let code: String
    let jobs: [Job]
    /// What was found in the first of them.
    let message: String

    /// `check.acousticOnly, job 2 (Emma)`, `take.notHeard, 3 jobs (3–5)`.
    var heading: String {
        guard jobs.count > 1 else { return "\(code), job \(jobs[0].id) (\(jobs[0].title))" }
        return "\(code), \(jobs.count.of("job")) (\(jobs.map(\.id).ranges))"
    }

    /// What was found, or where to read that.
    var sentence: String { jobs.count > 1 ? "In the first of them: \(message)" : message }
}

extension Report {
    /// Each kind of warning once, in the order of the jobs.
    var warningGroups: [WarningGroup] {
        var order: [(code: String, message: String)] = []
        var groups: [String: [Job]] = [:]
        for job in jobs.map(\.job) {
            for warning in job.diagnostics where warning.severity == .warning {
                if groups[warning.code] == nil { order.append((warning.code, warning.message)) }
                if groups[warning.code]?.last?.id != job.id { groups[warning.code, default: []].append(job) }
            }
        }
        return order.map { WarningGroup(code: $0.code, jobs: groups[$0.code] ?? [], message: $0.message) }
    }
}
