internal import ArgumentParser
internal import Commands
internal import Foundation

@main
struct QwenBatch {
    static func main() async {
        // A reader that goes away and a file that may not grow are errors to report, not reasons to die.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        await QwenBatchCommand.main()
    }
}
