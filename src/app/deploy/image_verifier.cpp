#include "app/deploy/image_verifier.h"

#include <fmt/format.h>

#include "app/image/verify_image.h"

namespace ropewalk::app {
namespace {

/// The policy that a plan carries, with its keys and its trusted root: what was approved is what is asked. Errors:
/// kInvalid when it is none any more.
Result<image::Policy> policy_of(const deploy::VerifyPolicy& kept) {
  auto read = image::read_policy(std::make_shared<const SourceFile>(kept.file, kept.text));
  if (!read.errors.empty()) {
    return fail(std::move(read.errors.front()));
  }
  image::Policy policy{.file = std::move(read.policy), .keys = {}};
  for (const std::string& pem : kept.keys) {
    auto key = keys::PublicKey::from_pem(pem, kept.file);
    if (!key) {
      return fail(std::move(key.error()));
    }
    policy.keys.push_back(std::move(*key));
  }
  if (!kept.root.empty()) {
    auto root = image::read_trusted_root(kept.root, policy.file.trusted_root);
    if (!root) {
      return fail(std::move(root.error()));
    }
    policy.root = std::move(*root);
  }
  return policy;
}

class ImageVerifier final : public deploy::Verifier {
 public:
  explicit ImageVerifier(const RegistryPorts& ports) : ports_(ports) {}

  Result<deploy::Verification> verify(const deploy::Plan& plan, std::stop_token stop) override {
    const auto policy = policy_of(plan.rules.verify);
    if (!policy) {
      return fail(policy.error());
    }
    if (plan.service.references.empty()) {
      return fail(ErrorKind::kInvalid, "no registry is known to have the image, and its signatures are there",
                  "push it, and deploy it by the registry's name");
    }
    // The engine vouches that each of these names is the image that it has: one that holds is enough.
    deploy::Verification first;
    for (const std::string& name : plan.service.references) {
      auto verified = verify_one(name, *policy, stop);
      if (!verified) {
        return verified;
      }
      if (verified->holds) {
        return verified;
      }
      first = first.reference.empty() ? std::move(*verified) : std::move(first);
    }
    return first;
  }

 private:
  Result<deploy::Verification> verify_one(const std::string& name, const image::Policy& policy, std::stop_token stop) {
    const auto reference = image::parse_reference(name);
    if (!reference) {
      return fail(reference.error());
    }
    auto registry = open_registry(reference->registry, std::nullopt, ports_, std::move(stop));
    if (!registry) {
      return fail(std::move(registry.error()));
    }
    const auto verified = verify_image(*reference, policy, **registry, ports_.clock.now());
    if (!verified) {
      return fail(verified.error());
    }
    deploy::Verification result{.holds = verified->holds, .failures = {}, .reference = name};
    for (const image::Clause& clause : verified->clauses) {
      if (!clause.holds) {
        result.failures.push_back(fmt::format("{}: {}", clause.name, clause.why));
      }
    }
    return result;
  }

  RegistryPorts ports_;
};

}  // namespace

std::unique_ptr<deploy::Verifier> make_image_verifier(const RegistryPorts& ports) {
  return std::make_unique<ImageVerifier>(ports);
}

Checked<deploy::VerifyPolicy> read_verify_policy(const std::filesystem::path& file, const std::string& shown,
                                                 const ports::Files& files) {
  auto loaded = load_policy(file, shown, files);
  const auto text = files.read(file);
  if (loaded.errors.empty() && !text) {
    loaded.errors.push_back(text.error());
  }
  if (!loaded.errors.empty()) {
    for (Error& error : loaded.errors) {
      error.kind = ErrorKind::kUsage;
    }
    return tl::unexpected<Errors>(std::move(loaded.errors));
  }
  deploy::VerifyPolicy kept{.file = shown, .text = *text, .keys = {}, .root = std::move(loaded.root_text)};
  for (const keys::PublicKey& key : loaded.policy.keys) {
    kept.keys.push_back(key.to_pem());
  }
  return kept;
}

}  // namespace ropewalk::app
