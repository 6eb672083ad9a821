#include "scan/image/configuration_secrets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

constexpr int kDeepest = 32;

/// What is looked at under names of its own.
constexpr std::array<std::string_view, 6> kKnown = {"config.Env", "config.Labels",      "config.Entrypoint",
                                                    "config.Cmd", "history.created_by", "history.comment"};

class ConfigurationSecrets {
 public:
  ConfigurationSecrets(const FindSecrets& find, std::string_view name, Report& report)
      : find_(find), name_(name), report_(report) {}

  void look(std::string_view where, const std::string& what, const std::string& text) {
    for (Finding& finding : find_.in_file(fmt::format("{}!{}", name_, where), text).findings) {
      seen_.insert(finding.fingerprint);
      add(where, what, std::move(finding));
    }
  }

  /// Texts of whatever else the document has. A list of texts is one text: a command is written so.
  void look_at_rest(const json::value& value, const std::string& path, int depth) {
    if (depth > kDeepest || std::find(kKnown.begin(), kKnown.end(), path) != kKnown.end()) {
      return;
    }
    if (value.is_string()) {
      look_at(path, std::string(value.get_string()));
    } else if (value.is_array()) {
      std::vector<std::string> texts;
      for (const json::value& item : value.get_array()) {
        if (item.is_string()) {
          texts.emplace_back(item.get_string());
        } else {
          look_at_rest(item, path, depth + 1);
        }
      }
      look_at(path, join(texts, " "));
    } else if (value.is_object()) {
      for (const auto& member : value.get_object()) {
        const std::string key(member.key());
        look_at(path, key);
        look_at_rest(member.value(), path.empty() ? key : fmt::format("{}.{}", path, key), depth + 1);
      }
    }
  }

 private:
  /// Older documents have the configuration of the last step beside the image's own: what is in both is told once.
  void look_at(const std::string& path, const std::string& text) {
    const bool is_copy = path.starts_with("container_config");
    for (Finding& finding : find_.in_file(fmt::format("{}!configuration", name_), text).findings) {
      if (!is_copy || !seen_.contains(finding.fingerprint)) {
        add("configuration", path, std::move(finding));
      }
    }
  }

  void add(std::string_view where, const std::string& what, Finding finding) {
    finding.place = {};
    finding.place.file = name_;
    finding.message += fmt::format(" ({} of the image's configuration)", where);
    finding.details.emplace_back("where", json_text(where));
    const bool is_secret_name = !find_.in_file("name", what).findings.empty();
    finding.details.emplace_back("name", json_text(is_secret_name ? "REDACTED" : what));
    report_.findings.push_back(std::move(finding));
  }

  const FindSecrets& find_;
  std::string name_;
  Report& report_;
  std::set<std::string> seen_;
};

}  // namespace

void find_configuration_secrets(const image::Image& image, const FindSecrets& find, std::string_view name,
                                Report& report) {
  if (!find) {
    return;
  }
  const image::ImageConfig& config = image.config;
  ConfigurationSecrets secrets(find, name, report);
  for (const std::string& variable : config.environment) {
    secrets.look("environment", variable.substr(0, variable.find('=')), variable);
  }
  for (const auto& [key, value] : config.labels) {
    secrets.look("labels", key, fmt::format("{}={}", key, value));
  }
  for (const auto& [key, value] : image.annotations) {
    secrets.look("annotations", key, fmt::format("{}={}", key, value));
  }
  for (std::size_t index = 0; index < config.history.size(); ++index) {
    secrets.look("history", std::to_string(index), config.history[index].created_by);
    secrets.look("history", std::to_string(index), config.history[index].comment);
  }
  secrets.look("entrypoint", "Entrypoint", join(config.entrypoint, " "));
  secrets.look("command", "Cmd", join(config.command, " "));
  secrets.look_at_rest(config.document, "", 0);
}

}  // namespace ropewalk::scan
