#include "image/sign/payload.h"

#include "base/json.h"

namespace ropewalk::image {
namespace {

constexpr std::string_view kType = "cosign container image signature";

const json::object* object_member(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member == nullptr ? nullptr : member->if_object();
}

}  // namespace

std::string to_json(const Payload& payload) {
  return to_json_text(json::object{{"critical",
                                    {{"identity", {{"docker-reference", payload.name}}},
                                     {"image", {{"docker-manifest-digest", payload.digest}}},
                                     {"type", kType}}},
                                   {"optional", json::object{{"creator", "ropewalk"}}}});
}

Result<Payload> read_payload(std::string_view text) {
  const auto wrong = [] { return fail(ErrorKind::kInvalid, "it is not the payload of an image's signature"); };
  const auto parsed = parse_json(text, "payload");
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  const json::object* critical = object == nullptr ? nullptr : object_member(*object, "critical");
  const json::object* identity = critical == nullptr ? nullptr : object_member(*critical, "identity");
  const json::object* image = critical == nullptr ? nullptr : object_member(*critical, "image");
  if (identity == nullptr || image == nullptr || string_member(*critical, "type") != kType) {
    return wrong();
  }
  // What is critical and not understood may change the meaning of the rest.
  if (critical->size() != 3 || identity->size() != 1 || image->size() != 1) {
    return wrong();
  }
  Payload payload{std::string(string_member(*identity, "docker-reference")),
                  std::string(string_member(*image, "docker-manifest-digest"))};
  if (payload.digest.empty()) {
    return wrong();
  }
  return payload;
}

}  // namespace ropewalk::image
