// What commands that speak to registries share: who we are there, and by which key something is signed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/image/keyless.h"
#include "app/image/registries.h"
#include "cli/command.h"
#include "cli/outside.h"
#include "keys/key_pair.h"

namespace ropewalk::cli {

inline constexpr std::string_view kRegistryGroup = "The registry";

inline constexpr Option kUserOption{.name = "--user",
                                    .letter = "",
                                    .value = "NAME",
                                    .help = "Who you are there; its password comes with --password-stdin",
                                    .group = kRegistryGroup};
inline constexpr Option kPasswordOption{
    .name = "--password-stdin",
    .letter = "",
    .value = "",
    .help =
        "Read the password from standard input (else ROPEWALK_REGISTRY_PASSWORD, GITHUB_TOKEN, docker login's file)",
    .group = kRegistryGroup};
inline constexpr Option kKeyOption{.name = "--key",
                                   .letter = "",
                                   .value = "FILE",
                                   .help = "The private key that signs (ropewalk keys new)",
                                   .completion = Completion::kFile};

inline constexpr Option kKeylessOption{
    .name = "--keyless",
    .letter = "",
    .value = "",
    .help = "Sign as who this job of GitHub Actions is, without a key (needs id-token: write)"};
inline constexpr Option kFulcioOption{.name = "--fulcio-url",
                                      .letter = "",
                                      .value = "URL",
                                      .help = "Who issues the certificate (default: Sigstore's public one)"};
inline constexpr Option kRekorOption{.name = "--rekor-url",
                                     .letter = "",
                                     .value = "URL",
                                     .help = "The log of signatures (default: Sigstore's public one)"};

[[nodiscard]] app::RegistryPorts registry_ports(Outside& outside);

/// Errors: kUsage for one of the two options without the other.
[[nodiscard]] Result<std::optional<image::Credentials>> given_credentials(const Arguments& arguments, Outside& outside);

/// The key of --key; nothing without it. Errors: those of the file and its passphrase.
[[nodiscard]] Result<std::optional<keys::PrivateKey>> signing_key(const Arguments& arguments, Outside& outside);

/// What --keyless and its addresses ask for; nothing without it. Errors: kUsage for --key beside it, for an address
/// without it, and where this job has no token.
[[nodiscard]] Result<std::optional<app::KeylessSettings>> keyless_settings(const Arguments& arguments,
                                                                           Outside& outside);

/// Opens the registry of a reference with the credentials of the command line.
[[nodiscard]] Result<std::unique_ptr<image::Registry>> open_registry(const std::string& registry,
                                                                     const std::optional<image::Credentials>& given,
                                                                     Outside& outside);

/// Appends to the files of a job of GitHub Actions: NAME=VALUE to GITHUB_OUTPUT, and Markdown to the summary. Nothing
/// elsewhere.
void write_outputs(const std::vector<std::pair<std::string, std::string>>& outputs, Outside& outside);
void write_summary(const std::string& markdown, Outside& outside);

}  // namespace ropewalk::cli
