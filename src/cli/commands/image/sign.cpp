// `ropewalk image sign`: signs an image that is in a registry.
#include <fmt/format.h>

#include <array>

#include "app/folders.h"
#include "app/image/documents.h"
#include "app/image/sign_image.h"
#include "cli/commands/image/image.h"
#include "cli/commands/image/registry_options.h"
#include "cli/commands/keys/passphrase.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kKeyOption,      kPassphraseOption,
    kKeylessOption,  kFulcioOption,
    kRekorOption,    kUserOption,
    kPasswordOption, Option{.name = "--json", .letter = "", .value = "", .help = "The result for programs"},
};

int run(const Arguments& arguments, Outside& outside) {
  const auto reference = image::parse_reference(arguments.operands().front());
  if (!reference) {
    return report(reference.error(), outside);
  }
  const auto keyless = keyless_settings(arguments, outside);
  if (!keyless) {
    return report(keyless.error(), outside);
  }
  if (!*keyless && !arguments.has(kKeyOption.name)) {
    return report(Error{ErrorKind::kUsage, "image sign needs a key",
                        "pass --key FILE (ropewalk keys new makes one), or in a job of GitHub Actions --keyless"},
                  outside);
  }
  const auto key = signing_key(arguments, outside);
  if (!key) {
    return report(key.error(), outside);
  }
  const auto credentials = given_credentials(arguments, outside);
  if (!credentials) {
    return report(credentials.error(), outside);
  }
  auto registry = open_registry(reference->registry, *credentials, outside);
  if (!registry) {
    return report(registry.error(), outside);
  }
  const auto manifest = app::fetch_manifest(**registry, *reference);
  if (!manifest) {
    return report(manifest.error(), outside);
  }
  const auto statements =
      app::kept_statements(app::folders(outside.environment()).state / "images", manifest->digest, outside.files());
  std::optional<app::KeylessSigner> signer;
  if (*keyless) {
    auto begun = app::KeylessSigner::begin(**keyless, registry_ports(outside), outside.signals().interrupted());
    if (!begun) {
      return report(begun.error(), outside);
    }
    signer.emplace(std::move(*begun));
  }
  const auto done =
      app::sign_image({.image = *reference,
                       .digest = manifest->digest,
                       .tags = reference->tag.empty() ? std::vector<std::string>() : std::vector{reference->tag},
                       .statements = statements,
                       .key = *key ? &**key : nullptr,
                       .keyless = signer ? &*signer : nullptr},
                      **registry);
  if (!done) {
    return report(done.error(), outside);
  }
  const std::string text = reference->with_digest(manifest->digest).text();
  if (arguments.has("--json")) {
    json::array digests(done->digests.begin(), done->digests.end());
    json::object object{{"reference", text},
                        {"digest", manifest->digest},
                        {"signed", std::move(digests)},
                        {"attestations", done->attestations}};
    if (signer) {
      object["identity"] = signer->identity();
    } else {
      object["key"] = (*key)->public_key().id();
    }
    outside.screen().print(to_pretty_json_text(object) + "\n");
    return kExitSuccess;
  }
  outside.screen().print(fmt::format("signed {} with {} attestations{}\n", text, done->attestations,
                                     signer ? " as " + signer->identity() : ""));
  return kExitSuccess;
}

}  // namespace

const Command& image_sign_command() {
  static constexpr Command kCommand{
      .name = "image sign",
      .summary = "Sign an image in a registry",
      .about = R"text(
Signs the digest that REFERENCE means, and each platform's, in the form that cosign, skopeo
and podman verify. If the image was built on this machine, its bill of materials and its
provenance are signed and attached, too. With --keyless a job of GitHub Actions signs as who
it is: with its OIDC token, a certificate for minutes, and an entry in a public log.
)text",
      .examples = R"text(
ropewalk image sign ghcr.io/acme/parcels@sha256:… --key ropewalk.key
  ropewalk image sign ghcr.io/acme/parcels@sha256:… --keyless
)text",
      .operands = {.value = "REFERENCE", .help = "The image, best by its digest", .at_least = 1, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
