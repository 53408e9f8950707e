import JSONText
import SyncCore
import SyncModel
import Transport

/// The other end of our own command `token` (see ``TokenOrder``).
extension Door {
    func admitTokenOrder() -> Admission {
        .read(bodyBytesMax: services.limits.bodyBytesMax) { body in
            do {
                let command = try TokenOrder(json: try read(body)).command()
                return .later { exchange in carryOut(command, exchange) }
            } catch let error as FieldError {
                return .reply(HTTPReply(error))
            } catch {
                return .reply(.badRequest("The order can't be read."))
            }
        }
    }

    private func carryOut(_ command: TokenCommand, _ exchange: any Exchange) {
        let isTaken = services.changeTokens(command) { result in
            switch result {
            case .success(let tokens): exchange.complete(with: .json(TokenListing(tokens)))
            case .failure(.refused(let problem)): exchange.complete(with: .text(409, problem.sentence))
            case .failure(.store(let error)): exchange.complete(with: HTTPReply(error))
            }
        }
        if !isTaken { exchange.complete(with: .tooBusy) }
    }
}
