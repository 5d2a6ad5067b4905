/// The queue and its history: what the commands edit and read, and what a run works through.
package typealias JobStore = JobQueue & RunStore
