import Hummingbird
import Logging

/// Renders what a check or a handler throws as a problem, and logs internal errors.
enum ProblemRenderer {
    static func response(to error: any Error, id: CorrelationID, logger: Logger) -> Response {
        let problem = Problem(error)
        if problem.kind == .internalError {
            logger.error(
                "internal error", metadata: ["error.type": "\(type(of: error))", "request": "\(id.value)"])
        }
        return problem.response()
    }
}
