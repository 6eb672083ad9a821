#include "actions/builtin/paths_filter/filter_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory_resource>

#include "base/strings.h"
#include "yaml/document.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> bad_format(std::string_view what) {
  return fail(ErrorKind::kInvalid, fmt::format("Invalid filter YAML format: {}.", what));
}

/// Reads the filters of a document.
class RuleReader {
 public:
  explicit RuleReader(const yaml::Document& document) : document_(document) {}

  Result<Rules> read() {
    if (document_.nodes.empty() || document_.nodes.front().kind != yaml::NodeKind::kMapping) {
      return bad_format("Root element is not an object");
    }
    Rules rules;
    for (std::size_t key = 1; key < document_.nodes.size(); key = document_.nodes[key + 1].next) {
      std::vector<Rule> found;
      if (auto done = add(document_.resolve(document_.nodes[key + 1]), found); !done) {
        return fail(std::move(done.error()));
      }
      rules.emplace_back(std::string(document_.nodes[key].text), std::move(found));
    }
    return rules;
  }

 private:
  [[nodiscard]] std::size_t number_of(const yaml::Node& node) const {
    return static_cast<std::size_t>(&node - document_.nodes.data());
  }

  template <class Take>
  Result<void> each(const yaml::Node& node, const Take& take) const {
    for (std::size_t i = number_of(node) + 1; i < node.next; i = document_.nodes[i].next) {
      if (auto done = take(document_.resolve(document_.nodes[i])); !done) {
        return done;
      }
    }
    return {};
  }

  Result<void> add_pattern(const yaml::Node& node, Rule& rule) const {
    if (node.kind != yaml::NodeKind::kScalar) {
      return bad_format("a pattern is a text");
    }
    auto pattern = NamePattern::compile(node.text);
    if (!pattern) {
      return fail(std::move(pattern.error()));
    }
    rule.patterns.push_back(std::move(*pattern));
    return {};
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the document, which has a limit
  Result<void> add(const yaml::Node& node, std::vector<Rule>& rules) const {
    if (node.kind == yaml::NodeKind::kSequence) {
      return each(node, [&](const yaml::Node& item) { return add(item, rules); });
    }
    if (node.kind == yaml::NodeKind::kScalar) {
      rules.emplace_back();
      return add_pattern(node, rules.back());
    }
    for (std::size_t key = number_of(node) + 1; key < node.next; key = document_.nodes[key + 1].next) {
      Rule rule;
      for (const std::string_view status : split(document_.nodes[key].text, '|')) {
        if (!trim(status).empty()) {
          rule.statuses.push_back(to_lower(trim(status)));
        }
      }
      const yaml::Node& value = document_.resolve(document_.nodes[key + 1]);
      auto done = value.kind == yaml::NodeKind::kSequence
                      ? each(value, [&](const yaml::Node& item) { return add_pattern(item, rule); })
                      : add_pattern(value, rule);
      if (!done) {
        return done;
      }
      rules.push_back(std::move(rule));
    }
    return {};
  }

  const yaml::Document& document_;
};

}  // namespace

bool Rule::takes(const ChangedFile& file) const {
  return (statuses.empty() || std::ranges::find(statuses, file.status) != statuses.end()) &&
         std::ranges::any_of(patterns, [&](const NamePattern& pattern) { return pattern.matches(file.name); });
}

Result<Rules> read_rules(const std::string& input, const fs::path& folder, StepHost& host) {
  std::string text = input;
  if (input.find('\n') == std::string::npos && input.find(':') == std::string::npos) {
    const auto type = host.files().type_followed(folder / input);
    if (type == ports::FileType::kMissing) {
      return fail(ErrorKind::kNotFound, fmt::format("Configuration file '{}' not found", input));
    }
    if (type != ports::FileType::kFile) {
      return fail(ErrorKind::kInvalid, fmt::format("'{}' is not a file.", input));
    }
    auto read = host.files().read(folder / input);
    if (!read) {
      return fail(std::move(read.error()));
    }
    text = std::move(*read);
  }
  std::pmr::monotonic_buffer_resource memory;
  const auto file = std::make_shared<SourceFile>("filters", text);
  const yaml::Document document = yaml::read_document(file, memory);
  if (document.problem) {
    return fail(yaml::to_error(document));
  }
  return RuleReader(document).read();
}

}  // namespace ropewalk::actions::builtin
