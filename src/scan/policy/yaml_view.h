// Looking into a YAML document: the entries of a mapping, the items of a list, the place of a node.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/core/finding.h"
#include "yaml/document.h"

namespace ropewalk::scan::policy {

struct YamlEntry {
  const yaml::Node* key = nullptr;
  /// Aliases followed.
  const yaml::Node* value = nullptr;
};

class YamlView {
 public:
  explicit YamlView(const yaml::Document& document) : document_(document) {}

  /// The root; null in a file without content.
  [[nodiscard]] const yaml::Node* root() const;
  /// Of a mapping, in the order of the file; empty for anything else.
  [[nodiscard]] std::vector<YamlEntry> entries(const yaml::Node& mapping) const;
  /// Of a sequence; empty for anything else.
  [[nodiscard]] std::vector<const yaml::Node*> items(const yaml::Node& sequence) const;
  /// The value of a key; null when there is none.
  [[nodiscard]] const yaml::Node* find(const yaml::Node& mapping, std::string_view key) const;
  /// The text of a scalar under a key; nothing when it is none.
  [[nodiscard]] std::optional<std::string> text(const yaml::Node& mapping, std::string_view key) const;
  [[nodiscard]] Location place(const yaml::Node& node) const;

 private:
  const yaml::Document& document_;
};

/// A scalar that says nothing: empty, `~`, `null`.
[[nodiscard]] bool is_null(const yaml::Node& node);

}  // namespace ropewalk::scan::policy
