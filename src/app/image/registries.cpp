#include "app/image/registries.h"

#include <fmt/format.h>

#include "image/manifest.h"

namespace ropewalk::app {

Result<std::unique_ptr<image::Registry>> open_registry(const std::string& registry,
                                                       const std::optional<image::Credentials>& given,
                                                       const RegistryPorts& ports, std::stop_token stop) {
  auto credentials = given ? Result<std::optional<image::Credentials>>(given)
                           : image::find_credentials(registry, ports.environment, ports.files, ports.process);
  if (!credentials) {
    return fail(std::move(credentials.error()));
  }
  const image::SessionSettings settings{
      .http = &ports.http, .random = &ports.random, .wait = ports::wait_on(ports.clock), .retries = {}, .stop = stop};
  return std::make_unique<image::Registry>(
      std::make_unique<image::Session>(registry, std::move(*credentials), settings));
}

Result<image::StoredManifest> fetch_manifest(image::Registry& registry, const image::Reference& reference) {
  const std::string tag = reference.tag.empty() ? "latest" : reference.tag;
  auto found = registry.manifest(reference.repository, reference.digest.empty() ? tag : reference.digest);
  if (!found) {
    return fail(std::move(found.error()));
  }
  if (!*found) {
    return fail(ErrorKind::kNotFound, fmt::format("{} has no image {}", registry.name(), reference.text()));
  }
  return std::move(**found);
}

Result<json::object> fetch_config(image::Registry& registry, const image::Reference& reference,
                                  const image::StoredManifest& manifest) {
  constexpr std::uint64_t kMostConfigBytes = 8U << 20U;
  const auto read = image::read_manifest(manifest.bytes, reference.text());
  if (!read) {
    return fail(read.error());
  }
  if (read->config.size > kMostConfigBytes) {
    return fail(ErrorKind::kInvalid, fmt::format("the configuration of {} is too large", reference.text()));
  }
  const auto config = registry.blob(reference.repository, read->config);
  if (!config) {
    return fail(config.error());
  }
  auto parsed = parse_json(*config, "configuration");
  if (!parsed || !parsed->is_object()) {
    return fail(ErrorKind::kInvalid, fmt::format("the configuration of {} cannot be read", reference.text()));
  }
  return std::move(parsed->get_object());
}

}  // namespace ropewalk::app
