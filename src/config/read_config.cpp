#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <functional>
#include <memory_resource>
#include <utility>

#include "base/strings.h"
#include "config/config.h"
#include "yaml/document.h"

namespace ropewalk::config {
namespace {

/// Walks the mappings of one document and collects what is wrong with them.
class Reader {
 public:
  explicit Reader(const yaml::Document& document) : document_(document) {}

  using Take = std::function<void(const yaml::Node& value)>;
  using Keys = std::vector<std::pair<std::string_view, Take>>;

  void mapping(const yaml::Node& node, std::string_view what, const Keys& keys) {
    if (node.kind == yaml::NodeKind::kScalar && is_null(node)) {
      return;
    }
    if (node.kind != yaml::NodeKind::kMapping) {
      wrong(node, fmt::format("{} is a mapping", what));
      return;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, take] : keys) {
      names.push_back(name);
    }
    std::vector<std::string_view> seen;
    for (std::size_t at = index(node) + 1; at < node.next;) {
      const yaml::Node& key = document_.nodes[at];
      const std::size_t value_at = key.next;
      if (value_at >= node.next) {
        return;  // the file breaks off here, which the reader of YAML has said
      }
      const yaml::Node& value = document_.resolve(document_.nodes[value_at]);
      const auto found =
          std::find_if(keys.begin(), keys.end(), [&](const auto& pair) { return pair.first == key.text; });
      if (key.kind != yaml::NodeKind::kScalar || found == keys.end()) {
        const std::string_view near = nearest(key.text, names);
        wrong(key, fmt::format("{} has no key '{}'", what, key.text),
              near.empty() ? fmt::format("its keys are {}", fmt::join(names, ", "))
                           : fmt::format("did you mean '{}'?", near));
      } else if (std::find(seen.begin(), seen.end(), key.text) != seen.end()) {
        wrong(key, fmt::format("'{}' is there twice", key.text));
      } else {
        seen.push_back(key.text);
        found->second(value);
      }
      at = document_.nodes[value_at].next;
    }
  }

  [[nodiscard]] Take time(std::optional<Budgets::Time>& into) {
    return [this, &into](const yaml::Node& value) {
      into = value.kind == yaml::NodeKind::kScalar ? read_time(value.text) : std::nullopt;
      if (!into) {
        wrong(value, "a budget is a time", "write it as 90s, 15m or 1h30m");
      }
    };
  }

  [[nodiscard]] Take percent(std::optional<double>& into) {
    return [this, &into](const yaml::Node& value) {
      double number = -1;
      const std::string_view text = value.kind == yaml::NodeKind::kScalar ? value.text : "";
      const std::string_view digits = trim(text.ends_with('%') ? text.substr(0, text.size() - 1) : text);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      if (error != std::errc() || end != digits.data() + digits.size() || !(number >= 0 && number <= 100)) {
        wrong(value, "coverage is a number from 0 to 100, in percent");
        return;
      }
      into = number;
    };
  }

  [[nodiscard]] Take texts(std::vector<std::string>& into) {
    return [this, &into](const yaml::Node& node) {
      if (node.kind == yaml::NodeKind::kScalar && !is_null(node)) {
        into.emplace_back(node.text);
        return;
      }
      if (node.kind != yaml::NodeKind::kSequence) {
        wrong(node, "this is a list of texts");
        return;
      }
      for (std::size_t at = index(node) + 1; at < node.next; at = document_.nodes[at].next) {
        const yaml::Node& item = document_.resolve(document_.nodes[at]);
        if (item.kind == yaml::NodeKind::kScalar) {
          into.emplace_back(item.text);
        } else {
          wrong(item, "an item of this list is a text");
        }
      }
    };
  }

  [[nodiscard]] Take one_text(std::optional<std::string>& into) {
    return [this, &into](const yaml::Node& value) {
      if (value.kind != yaml::NodeKind::kScalar || is_null(value)) {
        wrong(value, "this is a text");
        return;
      }
      into = std::string(value.text);
    };
  }

  [[nodiscard]] Take flag(std::optional<bool>& into) {
    return [this, &into](const yaml::Node& value) {
      if (value.kind != yaml::NodeKind::kScalar || (value.text != "true" && value.text != "false")) {
        wrong(value, "this is true or false");
        return;
      }
      into = value.text == "true";
    };
  }

  /// A list of `PATTERN=TOKEN`; a name alone is both.
  [[nodiscard]] Take channels(std::vector<std::pair<std::string, std::string>>& into) {
    return [this, &into](const yaml::Node& node) {
      std::vector<std::string> items;
      texts(items)(node);
      for (const std::string& item : items) {
        const std::size_t equals = item.find('=');
        into.emplace_back(item.substr(0, equals), equals == std::string::npos ? item : item.substr(equals + 1));
      }
    };
  }

  [[nodiscard]] std::vector<Error> take_errors() { return std::move(errors_); }

 private:
  [[nodiscard]] std::size_t index(const yaml::Node& node) const {
    return static_cast<std::size_t>(&node - document_.nodes.data());
  }

  [[nodiscard]] static bool is_null(const yaml::Node& node) {
    return node.style == yaml::ScalarStyle::kPlain && (node.text.empty() || node.text == "~" || node.text == "null");
  }

  void wrong(const yaml::Node& node, std::string message, std::string hint = {}) {
    errors_.push_back({ErrorKind::kInvalid, std::move(message), std::move(hint), {document_.file, node.span}});
  }

  const yaml::Document& document_;
  std::vector<Error> errors_;
};

}  // namespace

std::optional<Budgets::Time> read_time(std::string_view text) {
  double seconds = 0;
  bool has_part = false;
  for (std::string_view rest = trim(text); !rest.empty(); rest = trim(rest)) {
    double number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc() || !(number >= 0 && number < 1e9)) {
      return std::nullopt;
    }
    rest = trim(rest.substr(static_cast<std::size_t>(end - rest.data())));
    std::size_t letters = 0;
    while (letters < rest.size() && std::isalpha(static_cast<unsigned char>(rest[letters])) != 0) {
      ++letters;
    }
    const std::string unit = to_lower(rest.substr(0, letters));
    rest = rest.substr(letters);
    if (unit == "d") {
      seconds += number * 86400;
    } else if (unit == "h") {
      seconds += number * 3600;
    } else if (unit == "m" || unit == "min" || (unit.empty() && !has_part && rest.empty())) {
      seconds += number * 60;
    } else if (unit == "s" || unit == "sec") {
      seconds += number;
    } else {
      return std::nullopt;
    }
    has_part = true;
  }
  return has_part ? std::optional(Budgets::Time(seconds)) : std::nullopt;
}

ReadConfigResult read_config(const SourceFilePtr& file) {
  ReadConfigResult result;
  std::pmr::monotonic_buffer_resource memory;
  const yaml::Document document = yaml::read_document(file, memory);
  if (document.problem) {
    if (document.problem->kind != yaml::ProblemKind::kEmpty) {
      result.errors.push_back(yaml::to_error(document));
    }
    return result;
  }
  Reader reader(document);
  std::vector<Error> notify_errors;
  Budgets& budgets = result.config.budgets;
  InitSettings& init = result.config.init;
  std::vector<Error> deployment_errors;
  std::vector<Error> scan_errors;
  reader.mapping(
      document.resolve(document.nodes.front()), "the file",
      {{"scan", [&](const yaml::Node& value) { result.config.scan = read_scan(document, value, scan_errors); }},
       {"service",
        [&](const yaml::Node& value) { result.config.service = read_service(document, value, deployment_errors); }},
       {"environments",
        [&](const yaml::Node& value) {
          result.config.environments = read_environments(document, value, deployment_errors);
        }},
       {"budgets",
        [&](const yaml::Node& value) {
          reader.mapping(value, "'budgets'",
                         {{"workflow", reader.time(budgets.workflow)},
                          {"build", reader.time(budgets.build)},
                          {"tests", reader.time(budgets.tests)},
                          {"deploy", reader.time(budgets.deploy)},
                          {"coverage", reader.percent(budgets.coverage)},
                          {"changed-coverage", reader.percent(budgets.changed_coverage)}});
        }},
       {"init",
        [&](const yaml::Node& value) {
          reader.mapping(value, "'init'",
                         {{"keep", reader.texts(init.keep)},
                          {"python", reader.texts(init.pythons)},
                          {"tools", reader.texts(init.tools)}});
        }},
       {"notify", [&](const yaml::Node& value) { result.config.notify = read_notify(document, value, notify_errors); }},
       {"perf",
        [&](const yaml::Node& value) {
          PerfSettings& perf = result.config.perf;
          reader.mapping(value, "'perf'",
                         {{"build", reader.one_text(perf.build)},
                          {"run", reader.texts(perf.run)},
                          {"measure", reader.one_text(perf.measure)},
                          {"margin", reader.percent(perf.margin)},
                          {"budget", reader.time(perf.budget)}});
        }},
       {"release", [&](const yaml::Node& value) {
          ReleaseSettings& release = result.config.release;
          reader.mapping(value, "'release'",
                         {{"tag-format", reader.one_text(release.tag_format)},
                          {"branches", reader.texts(release.branches)},
                          {"channels", reader.channels(release.channels)},
                          {"leave-zero", reader.flag(release.leaves_zero)},
                          {"changelog", reader.one_text(release.changelog)},
                          {"version-files", reader.texts(release.version_files)},
                          {"build", reader.one_text(release.build)},
                          {"index", reader.one_text(release.index)},
                          {"index-pages", reader.one_text(release.index_pages)},
                          {"image", reader.one_text(release.image)},
                          {"move-tags", reader.flag(release.moves_tags)}});
        }}});
  result.errors = reader.take_errors();
  result.errors.insert(result.errors.end(), scan_errors.begin(), scan_errors.end());
  result.errors.insert(result.errors.end(), deployment_errors.begin(), deployment_errors.end());
  result.errors.insert(result.errors.end(), notify_errors.begin(), notify_errors.end());
  return result;
}

}  // namespace ropewalk::config
