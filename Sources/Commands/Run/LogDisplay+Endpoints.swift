internal import Core
internal import Logging

extension LogDisplay {
    func show(_ event: EndpointEvent) {
        switch event {
        case .online(let endpoint, let capabilities):
            logger.notice(
                "Endpoint online",
                metadata: [
                    "url": "\(endpoint)", "model": "\(capabilities.model)", "sampleRate": "\(capabilities.sampleRate)",
                    "concurrency": "\(capabilities.maxConcurrency)",
                ]
            )
        case .resting(let endpoint, let error):
            logger.warning(
                "Endpoint rests",
                metadata: [
                    "url": "\(endpoint)", "code": "\(error.code.rawValue)", "reason": "\(error.message)",
                ]
            )
        case .back(let endpoint): logger.notice("Endpoint back", metadata: ["url": "\(endpoint)"])
        case .done(let endpoint, let tally):
            logger.info(
                "Endpoint done",
                metadata: [
                    "url": "\(endpoint)", "answers": "\(tally.answers)", "failures": "\(tally.failures)",
                    "rests": "\(tally.rests)",
                ]
            )
        }
    }
}
