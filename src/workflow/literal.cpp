// One case for each kind.
#include "workflow/literal.h"

#include <fmt/format.h>

#include "expr/value.h"

namespace ropewalk::workflow {

std::string literal_text(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kString: return std::string(token.text);
    case Token::Kind::kBoolean: return token.boolean ? "true" : "false";
    case Token::Kind::kNumber: return expr::number_text(token.number);
    case Token::Kind::kExpression: return fmt::format("${{{{ {} }}}}", token.text);
    case Token::Kind::kInsert: return "${{ insert }}";
    case Token::Kind::kNull:
    case Token::Kind::kSequence:
    case Token::Kind::kMapping: return {};
  }
  return {};
}

}  // namespace ropewalk::workflow
