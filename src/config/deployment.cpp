#include "config/deployment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

#include "base/shell_word.h"
#include "base/strings.h"
#include "base/weekly_window.h"
#include "config/config.h"

namespace ropewalk::config {
namespace {

using Time = EnvironmentSettings::Time;

constexpr int kHighestPort = 65535;
constexpr int kMostReplicas = 100;
constexpr std::size_t kMostReviewers = 100;

constexpr const char* kUrlForm = "a url begins with http:// or https:// and has a host";

/// What is wrong with it; empty when nothing is.
std::string url_problem(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    return kUrlForm;
  }
  const std::string_view rest = url.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const bool is_bracketed = authority.starts_with('[');
  const std::size_t host_end = is_bracketed ? authority.find(']') : authority.find(':');
  if (is_bracketed && host_end == std::string_view::npos) {
    return "the address of the url has no ']'";
  }
  const std::string_view host = authority.substr(0, is_bracketed ? host_end + 1 : host_end);
  if (host.empty() || host == "[]") {
    return kUrlForm;
  }
  const std::string_view inside = is_bracketed ? host.substr(1, host.size() - 2) : host;
  const bool is_good = std::all_of(inside.begin(), inside.end(), [&](char c) {
    const bool is_hexadecimal = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return is_bracketed
               ? is_hexadecimal || c == ':' || c == '.'
               : is_hexadecimal || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
  });
  if (!is_good) {
    return fmt::format("'{}' is no name of a host and no address", host);
  }
  if (rest.find_first_of(" \t\"'?#") != std::string_view::npos) {
    return "a url has a host, a port and a path, and nothing else";
  }
  const std::string_view port = authority.substr(host.size());
  if (port.empty()) {
    return {};
  }
  int number = 0;
  const auto [end, error] = std::from_chars(port.data() + 1, port.data() + port.size(), number);
  const bool is_port = port.size() > 1 && port.front() == ':' && error == std::errc() &&
                       end == port.data() + port.size() && number >= 1 && number <= kHighestPort;
  return is_port ? std::string()
                 : fmt::format("'{}' is no port: that is a whole number from 1 to {}", port.substr(1), kHighestPort);
}

/// Reads values of one document and says what is wrong with them.
class SectionReader {
 public:
  using Take = std::function<void(const yaml::Node& value)>;
  using Keys = std::vector<std::pair<std::string_view, Take>>;

  SectionReader(const yaml::Document& document, std::vector<Error>& errors) : document_(document), errors_(errors) {}

  void wrong(const yaml::Node& node, std::string message, std::string hint = {}) {
    errors_.push_back({ErrorKind::kInvalid, std::move(message), std::move(hint), {document_.file, node.span}});
  }

  [[nodiscard]] SourceRef place(const yaml::Node& node) const { return {document_.file, node.span}; }

  /// Each key and value of a mapping, once.
  void each(const yaml::Node& node, std::string_view what,
            const std::function<void(const yaml::Node& key, const yaml::Node& value)>& take) {
    if (is_null(node)) {
      return;
    }
    if (node.kind != yaml::NodeKind::kMapping) {
      wrong(node, fmt::format("{} is a mapping", what));
      return;
    }
    std::vector<std::string_view> seen;
    for (std::size_t at = index(node) + 1; at < node.next;) {
      const yaml::Node& key = document_.nodes[at];
      const std::size_t value_at = key.next;
      if (value_at >= node.next) {
        return;  // the file breaks off here, which the reader of YAML has said
      }
      if (key.kind != yaml::NodeKind::kScalar) {
        wrong(key, fmt::format("a key of {} is a text", what));
      } else if (std::find(seen.begin(), seen.end(), key.text) != seen.end()) {
        wrong(key, fmt::format("'{}' is there twice", key.text));
      } else {
        seen.push_back(key.text);
        take(key, document_.resolve(document_.nodes[value_at]));
      }
      at = document_.nodes[value_at].next;
    }
  }

  void mapping(const yaml::Node& node, std::string_view what, const Keys& keys) {
    std::vector<std::string_view> names;
    for (const auto& [name, take] : keys) {
      names.push_back(name);
    }
    each(node, what, [&](const yaml::Node& key, const yaml::Node& value) {
      const auto found =
          std::find_if(keys.begin(), keys.end(), [&](const auto& pair) { return pair.first == key.text; });
      if (found != keys.end()) {
        found->second(value);
        return;
      }
      const std::string_view near = nearest(key.text, names);
      wrong(key, fmt::format("{} has no key '{}'", what, key.text),
            near.empty() ? fmt::format("its keys are {}", fmt::join(names, ", "))
                         : fmt::format("did you mean '{}'?", near));
    });
  }

  void items(const yaml::Node& node, std::string_view what, const Take& take) {
    if (is_null(node)) {
      return;
    }
    if (node.kind == yaml::NodeKind::kScalar) {
      take(node);
      return;
    }
    if (node.kind != yaml::NodeKind::kSequence) {
      wrong(node, fmt::format("{} is a list", what));
      return;
    }
    for (std::size_t at = index(node) + 1; at < node.next; at = document_.nodes[at].next) {
      take(document_.resolve(document_.nodes[at]));
    }
  }

  [[nodiscard]] Take text(std::optional<std::string>& into) {
    return [this, &into](const yaml::Node& value) {
      if (value.kind != yaml::NodeKind::kScalar || is_null(value) || trim(value.text).empty()) {
        wrong(value, "this is a text");
        return;
      }
      into = std::string(value.text);
    };
  }

  /// A command: a text, or its words as a list.
  [[nodiscard]] Take command(std::optional<std::string>& into) {
    return [this, &into](const yaml::Node& value) {
      std::vector<std::string> words;
      texts(words)(value);
      if (words.empty()) {
        wrong(value, "a command is a text or a list of words");
        return;
      }
      into = value.kind == yaml::NodeKind::kScalar ? words.front() : quoted(words);
    };
  }

  [[nodiscard]] Take texts(std::vector<std::string>& into) {
    return [this, &into](const yaml::Node& node) {
      items(node, "this", [&](const yaml::Node& item) {
        if (item.kind != yaml::NodeKind::kScalar) {
          wrong(item, "an item of this list is a text");
        } else {
          into.emplace_back(item.text);
        }
      });
    };
  }

  [[nodiscard]] Take paths(std::vector<std::string>& into) {
    return [this, &into](const yaml::Node& node) {
      items(node, "this", [&](const yaml::Node& item) {
        if (item.kind != yaml::NodeKind::kScalar || !item.text.starts_with('/')) {
          wrong(item, "this is a path of the service", "write it from its first slash on: /readyz");
        } else {
          into.emplace_back(item.text);
        }
      });
    };
  }

  [[nodiscard]] Take one_of(std::optional<std::string>& into, std::vector<std::string_view> names) {
    return [this, &into, names = std::move(names)](const yaml::Node& value) {
      if (value.kind == yaml::NodeKind::kScalar && std::find(names.begin(), names.end(), value.text) != names.end()) {
        into = std::string(value.text);
        return;
      }
      const std::string_view near = value.kind == yaml::NodeKind::kScalar ? nearest(value.text, names) : "";
      wrong(value, fmt::format("this is one of {}", fmt::join(names, ", ")),
            near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    };
  }

  [[nodiscard]] Take whole(std::optional<int>& into, int least, int most) {
    return [this, &into, least, most](const yaml::Node& value) {
      int number = 0;
      const std::string_view text = value.kind == yaml::NodeKind::kScalar ? trim(value.text) : "";
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc() || end != text.data() + text.size() || number < least || number > most) {
        wrong(value, fmt::format("this is a whole number from {} to {}", least, most));
        return;
      }
      into = number;
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

  [[nodiscard]] Take time(std::optional<Time>& into) {
    return [this, &into](const yaml::Node& value) {
      into = value.kind == yaml::NodeKind::kScalar ? read_time(value.text) : std::nullopt;
      if (!into) {
        wrong(value, "this is a time", "write it as 90s, 15m or 1h30m");
      }
    };
  }

  /// `section` is what the mapping is called.
  [[nodiscard]] Take variables(std::map<std::string, std::string>& into, std::string_view section = "'environment'") {
    return [this, &into, section](const yaml::Node& node) {
      each(node, std::string(section), [&](const yaml::Node& key, const yaml::Node& value) {
        if (value.kind != yaml::NodeKind::kScalar) {
          wrong(value, "the value of a variable is a text");
        } else if (key.text.empty() || key.text.find('=') != std::string_view::npos) {
          wrong(key, fmt::format("'{}' is not a name of a variable", key.text));
        } else {
          into[std::string(key.text)] = std::string(value.text);
        }
      });
    };
  }

  [[nodiscard]] Take windows(std::vector<std::string>& into) {
    return [this, &into](const yaml::Node& node) {
      items(node, "'windows'", [&](const yaml::Node& item) {
        const auto window = item.kind == yaml::NodeKind::kScalar ? read_weekly_window(item.text)
                                                                 : read_weekly_window(std::string_view());
        if (!window) {
          wrong(item, window.error().message, window.error().hint);
        } else {
          into.emplace_back(item.text);
        }
      });
    };
  }

  /// A namespace of Kubernetes (RFC 1123).
  [[nodiscard]] Take name_space(std::optional<std::string>& into) {
    return [this, &into](const yaml::Node& value) {
      constexpr std::size_t kLongest = 63;
      const bool is_name = value.kind == yaml::NodeKind::kScalar && !value.text.empty() &&
                           value.text.size() <= kLongest && value.text.front() != '-' && value.text.back() != '-' &&
                           std::all_of(value.text.begin(), value.text.end(), [](char c) {
                             return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                           });
      if (!is_name) {
        wrong(value, "a namespace has small letters, digits and '-', 63 at most, and no '-' at its ends");
        return;
      }
      into = std::string(value.text);
    };
  }

  [[nodiscard]] Take url(std::optional<std::string>& into) {
    return [this, &into](const yaml::Node& value) {
      const std::string problem = value.kind == yaml::NodeKind::kScalar ? url_problem(value.text) : kUrlForm;
      if (!problem.empty()) {
        wrong(value, problem, "http://shop.localhost:8080");
        return;
      }
      into = std::string(value.text);
    };
  }

  [[nodiscard]] Take steps(std::vector<EnvironmentSettings::Step>& into) {
    return [this, &into](const yaml::Node& node) {
      items(node, "'steps'", [&](const yaml::Node& item) {
        EnvironmentSettings::Step step;
        std::optional<int> weight;
        if (item.kind == yaml::NodeKind::kScalar) {
          weight_of(item, weight);
        } else {
          std::optional<Time> pause;
          mapping(item, "a step",
                  {{"weight", [&](const yaml::Node& value) { weight_of(value, weight); }}, {"pause", time(pause)}});
          step.pause = pause.value_or(Time(0));
          if (!weight && item.kind == yaml::NodeKind::kMapping) {
            wrong(item, "a step has a weight", "weight: 10");
          }
        }
        if (weight && !into.empty() && *weight <= into.back().weight) {
          wrong(item, "each step has a greater weight than the one before");
        }
        step.weight = weight.value_or(0);
        into.push_back(step);
      });
    };
  }

  [[nodiscard]] static bool is_null(const yaml::Node& node) {
    return node.kind == yaml::NodeKind::kScalar && node.style == yaml::ScalarStyle::kPlain &&
           (node.text.empty() || node.text == "~" || node.text == "null");
  }

 private:
  [[nodiscard]] std::size_t index(const yaml::Node& node) const {
    return static_cast<std::size_t>(&node - document_.nodes.data());
  }

  void weight_of(const yaml::Node& value, std::optional<int>& into) {
    std::string_view text = value.kind == yaml::NodeKind::kScalar ? trim(value.text) : "";
    text = text.ends_with('%') ? trim(text.substr(0, text.size() - 1)) : text;
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > 99) {
      wrong(value, "a weight is a whole number from 1 to 99, in percent of the traffic");
      return;
    }
    into = number;
  }

  /// As a shell would read it again.
  static std::string quoted(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
      text += (text.empty() ? "" : " ") + shell_word(word);
    }
    return text;
  }

  const yaml::Document& document_;
  std::vector<Error>& errors_;
};

EnvironmentSettings read_environment(SectionReader& reader, const yaml::Node& key, const yaml::Node& value) {
  EnvironmentSettings one;
  one.name = std::string(key.text);
  one.place = reader.place(key);
  const yaml::Node* required = nullptr;
  const yaml::Node* kubernetes = nullptr;
  reader.mapping(value, fmt::format("environment '{}'", key.text),
                 {{"strategy", reader.one_of(one.strategy, {"recreate", "rolling", "blue-green", "canary"})},
                  {"steps", reader.steps(one.steps)},
                  {"bake", reader.time(one.bake)},
                  {"health_timeout", reader.time(one.health_timeout)},
                  {"drain_timeout", reader.time(one.drain_timeout)},
                  {"url", reader.url(one.url)},
                  {"smoke", reader.paths(one.smoke)},
                  {"hosts", reader.texts(one.hosts)},
                  {"branches", reader.texts(one.branches)},
                  {"tags", reader.texts(one.tags)},
                  {"reviewers", reader.texts(one.reviewers)},
                  {"required",
                   [&](const yaml::Node& node) {
                     required = &node;
                     reader.whole(one.required, 0, static_cast<int>(kMostReviewers))(node);
                   }},
                  {"self_review", reader.flag(one.self_review)},
                  {"wait", reader.time(one.wait)},
                  {"expires", reader.time(one.expires)},
                  {"break_glass", reader.texts(one.break_glass)},
                  {"windows", reader.windows(one.windows)},
                  {"verify", reader.text(one.verify)},
                  {"certificate", reader.text(one.certificate)},
                  {"replicas", reader.whole(one.replicas, 1, kMostReplicas)},
                  {"kubernetes",
                   [&](const yaml::Node& node) {
                     kubernetes = &node;
                     one.kubernetes.emplace();
                     reader.mapping(node, "'kubernetes'",
                                    {{"context", reader.text(one.kubernetes->context)},
                                     {"namespace", reader.name_space(one.kubernetes->name_space)}});
                   }},
                  {"environment", reader.variables(one.environment)},
                  {"variables", reader.variables(one.variables, "'variables'")},
                  {"secrets", reader.texts(one.secrets)}});
  const std::set<std::string> reviewers(one.reviewers.begin(), one.reviewers.end());
  if (required != nullptr && one.required && *one.required > static_cast<int>(reviewers.size())) {
    const std::string given = reviewers.empty()       ? "no reviewers are"
                              : reviewers.size() == 1 ? "only 1 reviewer is"
                                                      : fmt::format("only {} reviewers are", reviewers.size());
    reader.wrong(
        *required,
        fmt::format("{} approval{} required, and {} given", *one.required, *one.required == 1 ? " is" : "s are", given),
        reviewers.empty() ? "reviewers: [ada, \"@grace\"]" : "");
  }
  if (kubernetes != nullptr && !one.hosts.empty()) {
    reader.wrong(*kubernetes, fmt::format("environment '{}' has hosts, too: a cluster has its own", key.text));
  }
  if (kubernetes != nullptr && one.certificate) {
    reader.wrong(*kubernetes,
                 fmt::format("environment '{}' has a certificate, too: in a cluster its ingress has that", key.text));
  }
  if (!one.steps.empty() && one.strategy && *one.strategy != "canary") {
    reader.wrong(key, fmt::format("environment '{}' has steps, which only the strategy canary has", key.text));
  }
  return one;
}

}  // namespace

ServiceSettings read_service(const yaml::Document& document, const yaml::Node& node, std::vector<Error>& errors) {
  SectionReader reader(document, errors);
  ServiceSettings service;
  std::vector<std::string> health;
  reader.mapping(node, "'service'",
                 {{"name", reader.text(service.name)},
                  {"target", reader.one_of(service.target, {"process", "container", "kubernetes"})},
                  {"image", reader.text(service.image)},
                  {"command", reader.command(service.command)},
                  {"port", reader.whole(service.port, 1, kHighestPort)},
                  {"health", reader.paths(health)},
                  {"replicas", reader.whole(service.replicas, 1, kMostReplicas)},
                  {"environment", reader.variables(service.environment)},
                  {"secrets", reader.texts(service.secrets)},
                  {"requirements", reader.texts(service.requirements)},
                  {"migrate", [&](const yaml::Node& value) {
                     if (value.kind != yaml::NodeKind::kMapping) {
                       reader.command(service.migrate)(value);
                       return;
                     }
                     std::optional<bool> irreversible;
                     reader.mapping(
                         value, "'migrate'",
                         {{"command", reader.command(service.migrate)}, {"irreversible", reader.flag(irreversible)}});
                     service.migration_is_irreversible = irreversible.value_or(false);
                   }}});
  if (!health.empty()) {
    service.health = health.front();
  }
  return service;
}

bool is_environment_name(std::string_view name) {
  constexpr std::size_t kLongest = 100;
  return !name.empty() && name.size() <= kLongest && name.front() != '.' && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

std::vector<EnvironmentSettings> read_environments(const yaml::Document& document, const yaml::Node& node,
                                                   std::vector<Error>& errors) {
  SectionReader reader(document, errors);
  std::vector<EnvironmentSettings> all;
  reader.each(node, "'environments'", [&](const yaml::Node& key, const yaml::Node& value) {
    if (!is_environment_name(key.text)) {
      reader.wrong(key, std::string(kEnvironmentNames));
      return;
    }
    const auto same = std::find_if(all.begin(), all.end(), [&](const EnvironmentSettings& one) {
      return equals_ignoring_case(one.name, key.text);
    });
    if (same != all.end()) {
      reader.wrong(
          key, fmt::format("'{}' and '{}' are the same environment: letters count in any case", key.text, same->name));
      return;
    }
    all.push_back(read_environment(reader, key, value));
  });
  return all;
}

}  // namespace ropewalk::config
