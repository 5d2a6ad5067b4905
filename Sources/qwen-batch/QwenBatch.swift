internal import ArgumentParser
internal import QwenBatchCommands

@main
struct QwenBatch {
    static func main() async {
        await QwenBatchCommand.main()
    }
}
