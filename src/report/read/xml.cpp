#include "report/read/xml.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropewalk::report {

Result<void> read_xml(std::string_view text, std::string_view name, pugi::xml_document& document) {
  const pugi::xml_parse_result parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_auto);
  if (parsed) {
    return {};
  }
  const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0));
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  return fail(ErrorKind::kInvalid, fmt::format("{}:{}: not XML: {}", name, line, parsed.description()));
}

}  // namespace ropewalk::report
