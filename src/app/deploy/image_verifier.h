// Signatures and provenance of an image, asked from its registry before a deployment.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "app/errors.h"
#include "app/image/registries.h"
#include "deploy/verifier.h"

namespace ropewalk::app {

/// The references in `ports` outlive it.
[[nodiscard]] std::unique_ptr<deploy::Verifier> make_image_verifier(const RegistryPorts& ports);

/// A policy file with its keys, as a plan carries it. Errors: all of the file, each with its place.
[[nodiscard]] Checked<deploy::VerifyPolicy> read_verify_policy(const std::filesystem::path& file,
                                                               const std::string& shown, const ports::Files& files);

}  // namespace ropewalk::app
