#include "cli/confirm.h"

#include "base/strings.h"

namespace ropewalk::cli {

Result<bool> confirm(const std::string& question, Outside& outside) {
  const auto answer = outside.screen().read_line(question + " [y/N] ");
  if (!answer) {
    return fail(answer.error());
  }
  const std::string word = to_lower(trim(*answer));
  return word == "y" || word == "yes";
}

}  // namespace ropewalk::cli
