// What osv-scanner.toml says to ignore.
#include <fmt/format.h>

#include "scan/core/suppressions.h"
#include "toml/read_toml.h"

namespace ropewalk::scan {

Result<std::vector<Suppression>> read_osv_scanner(std::string_view text, const std::string& name) {
  const auto document = toml::read_toml(text, name);
  if (!document) {
    return fail(ErrorKind::kUsage, document.error().message);
  }
  std::vector<Suppression> all;
  const json::value* ignored = toml::find(*document, "IgnoredVulns");
  for (const json::value& item : ignored != nullptr && ignored->is_array() ? ignored->as_array() : json::array()) {
    if (!item.is_object()) {
      continue;
    }
    Suppression one{.id = std::string(string_member(item.as_object(), "id")),
                    .reason = std::string(string_member(item.as_object(), "reason")),
                    .expires = std::string(string_member(item.as_object(), "ignoreUntil").substr(0, 10))};
    one.place = {name, 1, 0, 0, 0};
    if (!one.id.empty()) {
      all.push_back(std::move(one));
    }
  }
  return all;
}

}  // namespace ropewalk::scan
