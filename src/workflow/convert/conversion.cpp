// Looking at tokens.
#include "workflow/convert/conversion.h"

#include <algorithm>

namespace ropewalk::workflow {

bool has_expression(const Token& token) {
  if (!token.is_literal()) {
    return true;
  }
  return std::any_of(token.items.begin(), token.items.end(), has_expression) ||
         std::any_of(token.members.begin(), token.members.end(),
                     [](const Member& member) { return !member.key.is_literal() || has_expression(member.value); });
}

const Token* find_exactly(const Token& mapping, std::string_view key) {
  for (const Member& member : mapping.members) {
    if (member.key.kind == Token::Kind::kString && member.key.text == key) {
      return &member.value;
    }
  }
  return nullptr;
}

}  // namespace ropewalk::workflow
