// What .grype.yaml says to ignore (https://github.com/anchore/grype, "Specifying matches to ignore").
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <memory_resource>

#include "scan/core/suppressions.h"
#include "scan/policy/yaml_view.h"
#include "yaml/document.h"

namespace ropewalk::scan {
namespace {

struct Kind {
  std::string_view name;
  std::vector<std::string> ecosystems;
};

/// Whose packages a type or a language means. Of others there are no findings here.
std::vector<std::string> ecosystems_of(const std::string& name) {
  static const std::array kKinds = {Kind{"python", {"PyPI"}},
                                    Kind{"npm", {"npm"}},
                                    Kind{"javascript", {"npm"}},
                                    Kind{"rust-crate", {"crates.io"}},
                                    Kind{"rust", {"crates.io"}},
                                    Kind{"go-module", {"Go"}},
                                    Kind{"go", {"Go"}},
                                    Kind{"deb", {"Debian", "Ubuntu"}},
                                    Kind{"apk", {"Alpine", "Wolfi", "Chainguard"}},
                                    Kind{"rpm", {"Red Hat", "Rocky Linux", "AlmaLinux", "SUSE", "openSUSE"}}};
  const auto found = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) { return kind.name == name; });
  return found == kKinds.end() ? std::vector<std::string>{name} : found->ecosystems;
}

/// One entry; `problem` is what was not understood of it.
class Entry {
 public:
  Entry(const policy::YamlView& view, const yaml::Node& item) : view_(view) {
    if (item.kind != yaml::NodeKind::kMapping) {
      problem_ = "an entry is no mapping";
      return;
    }
    one_.reason = "listed for grype";
    for (const auto& [key, value] : view.entries(item)) {
      read(key->text, *value);
    }
    const bool has_criterion = !one_.id.empty() || !one_.package.empty() || !one_.version.empty() ||
                               !one_.path.empty() || !one_.ecosystems.empty() || one_.has_fix;
    if (problem_.empty() && !has_criterion) {
      problem_ = "an entry says nothing of what it is about";
    }
  }

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] Suppression& suppression() { return one_; }

 private:
  void read(std::string_view key, const yaml::Node& value) {
    if (key == "package" && value.kind == yaml::NodeKind::kMapping) {
      for (const auto& [name, what] : view_.entries(value)) {
        read_package(name->text, *what);
      }
      return;
    }
    const std::string text = text_of(key, value);
    if (policy::is_null(value) || text.empty() || key == "include-aliases") {
      return;  // as if it were not there
    }
    if (key == "vulnerability") {
      one_.id = text;
    } else if (key == "reason") {
      one_.reason = text;
    } else if (key == "fix-state" && (text == "fixed" || text == "not-fixed")) {
      one_.has_fix = text == "fixed";
    } else {
      not_held(fmt::format("'{}: {}'", key, text));
    }
  }

  void read_package(std::string_view key, const yaml::Node& value) {
    const std::string text = text_of(key, value);
    if (policy::is_null(value) || text.empty()) {
      return;
    }
    if (key == "name") {
      one_.package = text;
    } else if (key == "version") {
      one_.version = text;
    } else if (key == "location") {
      one_.path = text;
    } else if (key == "type" || key == "language") {
      std::vector<std::string> named = ecosystems_of(text);
      if (!one_.ecosystems.empty()) {
        std::erase_if(named, [&](const std::string& name) {
          return std::find(one_.ecosystems.begin(), one_.ecosystems.end(), name) == one_.ecosystems.end();
        });
        if (named.empty()) {
          named.push_back(text);  // both cannot hold
        }
      }
      one_.ecosystems = std::move(named);
    } else {
      not_held(fmt::format("'{}: {}' of a package", key, text));
    }
  }

  std::string text_of(std::string_view key, const yaml::Node& value) {
    if (value.kind != yaml::NodeKind::kScalar) {
      not_held(fmt::format("'{}', which is no text", key));
      return {};
    }
    return std::string(value.text);
  }

  void not_held(std::string what) {
    if (problem_.empty()) {
      problem_ = fmt::format("whether a finding has {} cannot be told, so the entry lets nothing be", what);
    }
  }

  const policy::YamlView& view_;
  Suppression one_{.id = {}};
  std::string problem_;
};

}  // namespace

Result<std::vector<Suppression>> read_grype(std::string_view text, const std::string& name, Report& report) {
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
  if (ignored == nullptr || policy::is_null(*ignored)) {
    return all;
  }
  const auto place_of = [&](const yaml::Node& node) {
    Location place = view.place(node);
    place.file = name;
    return place;
  };
  if (ignored->kind != yaml::NodeKind::kSequence) {
    report.skipped.push_back({place_of(*ignored), "not-understood", "'ignore' is no list"});
    return all;
  }
  for (const yaml::Node* item : view.items(*ignored)) {
    Entry entry(view, *item);
    if (!entry.problem().empty()) {
      report.skipped.push_back({place_of(*item), "not-understood", entry.problem()});
      continue;
    }
    entry.suppression().place = place_of(*item);
    all.push_back(std::move(entry.suppression()));
  }
  return all;
}

}  // namespace ropewalk::scan
