#include "cli/commands/image/publish.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/image/image_sources.h"
#include "app/image/sign_image.h"
#include "cli/commands/image/registry_options.h"

namespace ropewalk::cli {

Result<std::vector<NamedTags>> name_tags(const std::vector<std::string>& names, const app::SourceFacts& source,
                                         bool with_latest) {
  if (names.empty()) {
    return fail(ErrorKind::kUsage, "there is no name to publish it under", "pass -t registry/repository");
  }
  std::vector<NamedTags> named;
  for (const std::string& text : names) {
    auto reference = image::parse_reference(text);
    if (!reference) {
      return fail(std::move(reference.error()));
    }
    if (!reference->digest.empty()) {
      return fail(ErrorKind::kUsage, fmt::format("-t {}: a new image cannot have a digest given", text));
    }
    NamedTags one{.name = *reference, .tags = {}};
    if (!reference->tag.empty()) {
      one.tags = {reference->tag};
    } else {
      one.tags = app::tags_of(source, with_latest);
    }
    one.name.tag.clear();
    if (one.tags.empty()) {
      return fail(ErrorKind::kUsage, fmt::format("-t {}: there is no git repository to take a tag from", text),
                  fmt::format("name one: -t {}:TAG", text));
    }
    named.push_back(std::move(one));
  }
  return named;
}

Result<Published> publish(const PublishRequest& request, const app::ImageStore& store, Outside& outside) {
  Published published;
  std::optional<app::KeylessSigner> keyless;
  if (request.keyless) {
    auto signer = app::KeylessSigner::begin(*request.keyless, registry_ports(outside), outside.signals().interrupted());
    if (!signer) {
      return fail(std::move(signer.error()));
    }
    keyless.emplace(std::move(*signer));
  }
  for (const NamedTags& named : request.names) {
    auto registry = open_registry(named.name.registry, request.credentials, outside);
    if (!registry) {
      return fail(std::move(registry.error()));
    }
    app::StoreSource source(store);
    app::SendRequest send{.digest = request.digest, .target = named.name, .tags = {}, .immutable = {}};
    if (!request.moves_tags) {
      std::copy_if(named.tags.begin(), named.tags.end(), std::back_inserter(send.immutable), app::is_immutable_tag);
    }
    const auto sent = app::send_image(send, source, **registry);
    if (!sent) {
      return fail(sent.error());
    }
    published.sent.blobs_sent += sent->blobs_sent;
    published.sent.blobs_there += sent->blobs_there;
    published.sent.bytes_sent += sent->bytes_sent;
    // Signed before a tag shows it: who pulls the tag finds the signature there.
    if (request.key != nullptr || keyless || !request.statements.empty()) {
      const auto done = app::sign_image({.image = named.name,
                                         .digest = request.digest,
                                         .tags = named.tags,
                                         .statements = request.statements,
                                         .key = request.key,
                                         .keyless = keyless ? &*keyless : nullptr},
                                        **registry);
      if (!done) {
        return fail(done.error());
      }
      published.is_signed = request.key != nullptr || keyless;
    }
    send.tags = named.tags;
    if (auto tagged = app::send_image(send, source, **registry); !tagged) {
      return fail(std::move(tagged.error()));
    }
    for (const std::string& tag : named.tags) {
      published.tags.push_back(named.name.with_tag(tag).text());
    }
    if (published.reference.empty()) {
      published.reference = named.name.with_digest(request.digest).text();
    }
  }
  return published;
}

}  // namespace ropewalk::cli
