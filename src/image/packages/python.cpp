#include "image/packages/python.h"

#include "base/json.h"
#include "base/strings.h"
#include "image/packages/dpkg.h"

namespace ropewalk::image {

std::optional<PythonMetadata> read_python_metadata(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  std::size_t at = 0;
  const Fields fields = read_fields(text, at);
  PythonMetadata metadata;
  metadata.name = field(fields, "Name");
  metadata.version = field(fields, "Version");
  if (metadata.name.empty() || metadata.version.empty()) {
    return std::nullopt;
  }
  if (const std::string_view expression = field(fields, "License-Expression"); !expression.empty()) {
    metadata.licenses.emplace_back(expression);
  }
  for (const auto& [key, value] : fields) {
    constexpr std::string_view kLicense = "License :: ";
    if (equals_ignoring_case(key, "Classifier") && value.starts_with(kLicense) &&
        field(fields, "License-Expression").empty()) {
      // A classifier may end in its last colons.
      metadata.licenses.emplace_back(trim(std::string_view(value).substr(value.rfind("::") + 2)));
    } else if (equals_ignoring_case(key, "Requires-Dist")) {
      metadata.requires_dist.push_back(value);
    }
  }
  if (const std::string_view license = field(fields, "License"); metadata.licenses.empty() && !license.empty()) {
    metadata.licenses.emplace_back(license.substr(0, license.find('\n')));
  }
  return metadata;
}

bool is_editable(std::string_view direct_url) {
  const auto value = parse_json(direct_url, "direct_url.json");
  if (!value || !value->is_object()) {
    return false;
  }
  const json::value* info = value->get_object().if_contains("dir_info");
  const json::value* editable =
      info == nullptr || !info->is_object() ? nullptr : info->get_object().if_contains("editable");
  return editable != nullptr && editable->is_bool() && editable->get_bool();
}

std::string_view distribution_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view folder = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  const std::string_view name = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (name == "METADATA" && folder.ends_with(".dist-info")) {
    return folder;
  }
  if (name == "PKG-INFO" && (folder.ends_with(".egg-info") || folder.ends_with("/EGG-INFO"))) {
    return folder;
  }
  return name.ends_with(".egg-info") ? path : std::string_view();
}

std::vector<std::pair<std::string, std::string>> read_vendored(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> found;
  for (std::string_view line : split_lines(text)) {
    line = trim(line.substr(0, line.find('#')));
    const std::size_t equals = line.find("==");
    if (equals != std::string_view::npos && equals > 0) {
      const std::string_view name = trim(line.substr(0, equals));
      found.emplace_back(name.substr(0, name.find('[')), trim(line.substr(equals + 2, line.find(';') - equals - 2)));
    }
  }
  return found;
}

}  // namespace ropewalk::image
