#include "cli/commands/image/registry_options.h"

#include <fmt/format.h>

#include "app/keys/key_files.h"
#include "base/strings.h"
#include "cli/commands/keys/passphrase.h"

namespace ropewalk::cli {

app::RegistryPorts registry_ports(Outside& outside) {
  return {outside.http(), outside.random(), outside.clock(), outside.environment(), outside.files(), outside.process()};
}

Result<std::optional<image::Credentials>> given_credentials(const Arguments& arguments, Outside& outside) {
  const auto user = arguments.value(kUserOption.name);
  if (user.has_value() != arguments.has(kPasswordOption.name)) {
    return fail(ErrorKind::kUsage, "--user and --password-stdin go together");
  }
  if (!user) {
    return std::optional<image::Credentials>();
  }
  const auto input = outside.screen().read_input();
  if (!input) {
    return fail(input.error());
  }
  return std::optional(image::Credentials{.user = *user, .password = std::string(trim(*input))});
}

Result<std::optional<keys::PrivateKey>> signing_key(const Arguments& arguments, Outside& outside) {
  const auto file = arguments.value(kKeyOption.name);
  if (!file) {
    return std::optional<keys::PrivateKey>();
  }
  auto key = app::read_private_key(
      outside.environment().current_directory() / *file, [&] { return ask_passphrase(arguments, outside); },
      outside.files());
  if (!key) {
    return fail(std::move(key.error()));
  }
  return std::optional(std::move(*key));
}

Result<std::optional<app::KeylessSettings>> keyless_settings(const Arguments& arguments, Outside& outside) {
  const auto fulcio = arguments.value(kFulcioOption.name);
  const auto rekor = arguments.value(kRekorOption.name);
  if (!arguments.has(kKeylessOption.name)) {
    if (fulcio || rekor) {
      return fail(ErrorKind::kUsage, fmt::format("{} goes with --keyless", fulcio ? "--fulcio-url" : "--rekor-url"));
    }
    return std::optional<app::KeylessSettings>();
  }
  if (arguments.has(kKeyOption.name)) {
    return fail(ErrorKind::kUsage, "--key and --keyless are two ways to sign", "pass one of them");
  }
  app::KeylessSettings settings;
  settings.fulcio = fulcio.value_or(settings.fulcio);
  settings.rekor = rekor.value_or(settings.rekor);
  if (auto can = app::can_sign_keyless(settings, outside.environment()); !can) {
    return fail(std::move(can.error()));
  }
  return std::optional(std::move(settings));
}

Result<std::unique_ptr<image::Registry>> open_registry(const std::string& registry,
                                                       const std::optional<image::Credentials>& given,
                                                       Outside& outside) {
  return app::open_registry(registry, given, registry_ports(outside), outside.signals().interrupted());
}

void write_outputs(const std::vector<std::pair<std::string, std::string>>& outputs, Outside& outside) {
  const auto file = outside.environment().variable("GITHUB_OUTPUT");
  if (!file || file->empty()) {
    return;
  }
  std::string text;
  for (const auto& [name, value] : outputs) {
    text += fmt::format("{}={}\n", name, value);
  }
  static_cast<void>(outside.files().append(*file, text));
}

void write_summary(const std::string& markdown, Outside& outside) {
  const auto file = outside.environment().variable("GITHUB_STEP_SUMMARY");
  if (file && !file->empty()) {
    static_cast<void>(outside.files().append(*file, markdown));
  }
}

}  // namespace ropewalk::cli
