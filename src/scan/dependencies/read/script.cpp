// Scripts that say what they need in a comment (PEP 723): `# /// script`, TOML in comments, `# ///`.
#include <fmt/format.h>

#include "base/strings.h"
#include "scan/dependencies/read/entries.h"
#include "scan/dependencies/read/readers.h"
#include "toml/document.h"

namespace ropewalk::scan {

void read_script(const ManifestInput& input, Manifest& into) {
  if (input.text.find("# /// script") == std::string_view::npos) {
    return;
  }
  // The lines outside of the block stay as empty ones, so that lines of the block keep their numbers.
  std::string block;
  bool is_inside = false;
  bool is_found = false;
  bool is_closed = false;
  int first = 0;
  int number = 0;
  for (const std::string_view line : split_lines(input.text)) {
    ++number;
    const std::string_view content = trim(line);
    if (!is_inside && !is_found && line == "# /// script") {
      is_inside = true;
      is_found = true;
      first = number;
    } else if (is_inside && content == "# ///") {
      is_inside = false;
      is_closed = true;
    } else if (is_inside && (line == "#" || line.starts_with("# "))) {
      block += line.size() > 2 ? line.substr(2) : std::string_view();
    } else if (is_inside) {
      break;
    }
    block += '\n';
  }
  if (!is_found) {
    return;
  }
  if (!is_closed) {
    into.fail({.file = input.file, .line = first}, "invalid-file", "the block '# /// script' is not closed");
    return;
  }
  const auto document = toml::read_document(block);
  if (!document) {
    into.fail({.file = input.file, .line = document.error().line}, "invalid-file",
              fmt::format("the block '# /// script' is not TOML: {}", document.error().message));
    return;
  }
  for (const toml::Node& item : document->items_of("dependencies")) {
    add_requirement(item.text, {.file = input.file, .line = item.line}, {}, into);
  }
}

}  // namespace ropewalk::scan
