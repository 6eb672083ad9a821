#include "image/packages/dpkg.h"

#include "base/strings.h"

namespace ropewalk::image {

Fields read_fields(std::string_view text, std::size_t& at) {
  Fields fields;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (trim(line).empty()) {
      if (fields.empty()) {
        continue;
      }
      break;
    }
    if (line.front() == ' ' || line.front() == '\t') {
      if (!fields.empty()) {
        fields.back().second += "\n";
        fields.back().second += trim(line);
      }
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      fields.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
    }
  }
  return fields;
}

std::string_view field(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (equals_ignoring_case(key, name)) {
      return value;
    }
  }
  return {};
}

DpkgStatus read_dpkg_status(std::string_view text) {
  DpkgStatus status;
  std::size_t at = 0;
  while (at < text.size()) {
    const Fields fields = read_fields(text, at);
    if (fields.empty()) {
      continue;
    }
    DebPackage package;
    package.name = field(fields, "Package");
    package.version = field(fields, "Version");
    package.architecture = field(fields, "Architecture");
    const std::string_view state = field(fields, "Status");
    package.state = state.empty() ? "installed" : std::string(state.substr(state.rfind(' ') + 1));
    if (package.name.empty() || (package.version.empty() && package.state == "installed")) {
      ++status.unread;
      continue;
    }
    // `Source: glibc` or `Source: expat (2.5.0-1)`, and none where it has the same name.
    const std::string_view source = field(fields, "Source");
    const std::size_t open = source.find('(');
    package.source = source.empty() ? package.name : std::string(trim(source.substr(0, open)));
    package.source_version = open == std::string_view::npos
                                 ? package.version
                                 : std::string(trim(source.substr(open + 1, source.find(')') - open - 1)));
    status.packages.push_back(std::move(package));
  }
  return status;
}

}  // namespace ropewalk::image
