// What .grype.yaml says to ignore.
#include <fmt/format.h>

#include <memory>
#include <memory_resource>

#include "scan/core/suppressions.h"
#include "scan/policy/yaml_view.h"
#include "yaml/document.h"

namespace ropewalk::scan {

Result<std::vector<Suppression>> read_grype(std::string_view text, const std::string& name) {
  std::pmr::monotonic_buffer_resource memory;
  const auto file = std::make_shared<const SourceFile>(name, std::string(text));
  const yaml::Document document = yaml::read_document(file, memory);
  if (document.problem) {
    Error error = yaml::to_error(document);
    error.kind = ErrorKind::kUsage;
    return fail(std::move(error));
  }
  const policy::YamlView view(document);
  std::vector<Suppression> all;
  const yaml::Node* root = view.root();
  const yaml::Node* ignored = root == nullptr ? nullptr : view.find(*root, "ignore");
  if (ignored == nullptr || ignored->kind != yaml::NodeKind::kSequence) {
    return all;
  }
  for (const yaml::Node* item : view.items(*ignored)) {
    if (item->kind != yaml::NodeKind::kMapping) {
      continue;
    }
    Suppression one{.id = view.text(*item, "vulnerability").value_or(""),
                    .reason = view.text(*item, "reason").value_or("listed for grype")};
    if (const yaml::Node* package = view.find(*item, "package");
        package != nullptr && package->kind == yaml::NodeKind::kMapping) {
      one.package = view.text(*package, "name").value_or("");
      one.version = view.text(*package, "version").value_or("");
      one.path = view.text(*package, "location").value_or("");
    }
    const std::string state = view.text(*item, "fix-state").value_or("");
    if (state == "fixed") {
      one.has_fix = true;
    } else if (state == "not-fixed" || state == "wont-fix" || state == "unknown") {
      one.has_fix = false;
    }
    one.place = view.place(*item);
    one.place.file = name;
    if (!one.id.empty() || !one.package.empty() || one.has_fix) {
      all.push_back(std::move(one));
    }
  }
  return all;
}

}  // namespace ropewalk::scan
