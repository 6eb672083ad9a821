// Looking into a mapping.
#include "workflow/token.h"

#include "base/strings.h"

namespace ropewalk::workflow {

const Token* Token::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key.kind == Kind::kString && equals_ignoring_case(member.key.text, key)) {
      return &member.value;
    }
  }
  return nullptr;
}

}  // namespace ropewalk::workflow
