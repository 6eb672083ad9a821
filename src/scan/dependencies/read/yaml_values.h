// YAML documents for the readers of locks: nodes by key, with lines.
#pragma once

#include <functional>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>

#include "scan/dependencies/dependency.h"
#include "yaml/document.h"

namespace ropewalk::scan {

/// A document with the memory that it lives in.
class YamlFile {
 public:
  /// A text that is no YAML is told in the manifest; then there is no root.
  YamlFile(const ManifestInput& input, Manifest& into);

  [[nodiscard]] const yaml::Node* root() const;
  [[nodiscard]] const yaml::Node* find(const yaml::Node* mapping, std::string_view key) const;
  [[nodiscard]] std::string_view text(const yaml::Node* mapping, std::string_view key) const;
  void each_member(const yaml::Node* mapping,
                   const std::function<void(const yaml::Node& key, const yaml::Node& value)>& visit) const;
  void each_item(const yaml::Node* sequence, const std::function<void(const yaml::Node& item)>& visit) const;
  [[nodiscard]] Location place(const yaml::Node& node) const;

 private:
  std::pmr::monotonic_buffer_resource memory_;
  SourceFilePtr file_;
  yaml::Document document_;
};

}  // namespace ropewalk::scan
