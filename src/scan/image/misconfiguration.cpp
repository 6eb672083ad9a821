#include "scan/image/misconfiguration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::scan {
namespace {

Finding make(std::string_view rule, Severity severity, std::string message, std::string hint, std::string file,
             std::string_view subject) {
  Finding finding;
  finding.scanner = "misconfiguration";
  finding.rule = rule;
  finding.severity = severity;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.fingerprint = to_hex(sha256(fmt::format("{}\n{}\n", rule, subject))).substr(0, 32);
  finding.place.file = std::move(file);
  finding.is_under_gate = true;
  return finding;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return std::isdigit(static_cast<unsigned char>(letter)) != 0;
  });
}

struct Switch {
  std::string_view name;
  std::string_view value;
  std::string_view why;
};

/// Variables that turn a guard off for every process of the image.
constexpr std::array kSwitches = {
    Switch{"PYTHONHTTPSVERIFY", "0", "Python checks no server's certificate"},
    Switch{"NODE_TLS_REJECT_UNAUTHORIZED", "0", "Node checks no server's certificate"},
    Switch{"GIT_SSL_NO_VERIFY", "", "git checks no server's certificate"},
    Switch{"PIP_TRUSTED_HOST", "", "pip checks no certificate of that host"},
    Switch{"FLASK_DEBUG", "1", "Flask's debugger runs code for whoever reaches it"},
    Switch{"DJANGO_DEBUG", "True", "Django shows its settings in every error"},
};

}  // namespace

std::vector<Finding> check_image_configuration(const image::Image& image, std::string_view name) {
  std::vector<Finding> findings;
  const image::ImageConfig& config = image.config;
  const auto add = [&](std::string_view rule, Severity severity, std::string message, std::string hint,
                       std::string_view subject = "") {
    findings.push_back(make(rule, severity, std::move(message), std::move(hint), std::string(name), subject));
  };
  const std::string_view user = std::string_view(config.user).substr(0, config.user.find(':'));
  if (user.empty() || user == "root" || user == "0") {
    add("image-root-user", Severity::kMedium, "the image runs as root",
        "make a user and end the Dockerfile with USER and its number");
  } else if (!is_number(user)) {
    add("image-user-by-name", Severity::kInfo,
        fmt::format("the user '{}' is a name: Kubernetes cannot tell that it is not root", user),
        "write the number: USER 10001");
  }
  if (!config.has_health_check) {
    add("image-no-health-check", Severity::kLow, "the image has no health check",
        "add HEALTHCHECK, where the platform does not ask in its own way");
  }
  for (const std::string& port : config.exposed_ports) {
    if (port == "22" || port == "22/tcp") {
      add("image-ssh-port", Severity::kMedium, "the image offers port 22: a way in that no deployment needs",
          "remove EXPOSE 22 and the server behind it");
    }
  }
  for (const std::string& variable : config.environment) {
    const std::size_t equals = std::min(variable.find('='), variable.size() - 1);
    for (const Switch& row : kSwitches) {
      if (std::string_view(variable).substr(0, equals) == row.name &&
          (row.value.empty() || equals_ignoring_case(variable.substr(equals + 1), row.value))) {
        add("image-guard-off", Severity::kMedium, fmt::format("{} is set: {}", row.name, row.why), "remove it",
            row.name);
      }
    }
  }
  return findings;
}

std::vector<Finding> check_end_of_life(const image::OsRelease& os, std::string_view path, std::string_view today) {
  const std::string_view end = os.end_of_life();
  if (end.empty() || today.empty() || today <= end) {
    return {};
  }
  return {make("image-end-of-life", Severity::kHigh,
               fmt::format("{} {} has had no security updates since {}", os.id, os.version, end),
               "build on a release that is still mended", std::string(path), fmt::format("{} {}", os.id, os.version))};
}

}  // namespace ropewalk::scan
