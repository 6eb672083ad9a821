// Registries as commands use them: opened by the name of an image, with credentials found.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "image/reference.h"
#include "image/registry/registry.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/http.h"
#include "ports/process.h"
#include "ports/random.h"

namespace ropewalk::app {

struct RegistryPorts {
  ports::Http& http;
  ports::Random& random;
  ports::Clock& clock;
  const ports::Environment& environment;
  ports::Files& files;
  ports::Process& process;
};

/// `given` goes before all that is found. Errors: kInvalid for a file of credentials that cannot be read.
[[nodiscard]] Result<std::unique_ptr<image::Registry>> open_registry(const std::string& registry,
                                                                     const std::optional<image::Credentials>& given,
                                                                     const RegistryPorts& ports, std::stop_token stop);

/// The manifest that a reference means. Errors: kNotFound when there is none, and the registry's.
[[nodiscard]] Result<image::StoredManifest> fetch_manifest(image::Registry& registry,
                                                           const image::Reference& reference);

/// The configuration of one image, not of an index. Errors: kInvalid for one that cannot be read or is too large, and
/// the registry's.
[[nodiscard]] Result<json::object> fetch_config(image::Registry& registry, const image::Reference& reference,
                                                const image::StoredManifest& manifest);

}  // namespace ropewalk::app
