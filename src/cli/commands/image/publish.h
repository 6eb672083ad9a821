// Publishing a built image under its names, as `image build --push` and `image push` do it.
#pragma once

#include <string>
#include <vector>

#include "app/image/keyless.h"
#include "app/image/send_image.h"
#include "app/image/source_facts.h"
#include "app/image/store.h"
#include "cli/outside.h"
#include "image/registry/credentials.h"
#include "image/sign/statement.h"
#include "keys/key_pair.h"

namespace ropewalk::cli {

/// A name of the command line with the tags that it gets.
struct NamedTags {
  image::Reference name;
  std::vector<std::string> tags;
};

/// `repository:tag` as it is; `repository` with the tags of git. Errors: kUsage for no name, kInvalid where git gives
/// no tag.
[[nodiscard]] Result<std::vector<NamedTags>> name_tags(const std::vector<std::string>& names,
                                                       const app::SourceFacts& source, bool with_latest);

struct PublishRequest {
  std::string digest;
  std::vector<NamedTags> names;
  bool moves_tags = false;
  std::optional<image::Credentials> credentials;
  std::vector<image::Statement> statements;
  const keys::PrivateKey* key = nullptr;
  /// Signed as who this job is, in the key's place.
  std::optional<app::KeylessSettings> keyless = {};
};

struct Published {
  /// `ghcr.io/acme/parcels@sha256:…` of the first name.
  std::string reference;
  std::vector<std::string> tags;
  app::Sent sent;
  bool is_signed = false;
};

[[nodiscard]] Result<Published> publish(const PublishRequest& request, const app::ImageStore& store, Outside& outside);

}  // namespace ropewalk::cli
