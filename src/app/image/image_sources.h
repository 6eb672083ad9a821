// The two places that images come from.
#pragma once

#include "app/image/send_image.h"
#include "app/image/store.h"

namespace ropewalk::app {

/// What was built on this machine.
class StoreSource final : public ImageSource {
 public:
  explicit StoreSource(const ImageStore& store) : store_(store) {}
  [[nodiscard]] Result<image::StoredManifest> manifest(const std::string& digest) override;
  [[nodiscard]] Result<std::string> blob(const image::Descriptor& blob) override;
  [[nodiscard]] std::string mountable_from(const image::Registry&) const override { return ""; }

 private:
  const ImageStore& store_;
};

/// A repository of a registry, which may be the one that it goes to.
class RegistrySource final : public ImageSource {
 public:
  RegistrySource(image::Registry& registry, std::string repository)
      : registry_(registry), repository_(std::move(repository)) {}
  [[nodiscard]] Result<image::StoredManifest> manifest(const std::string& digest) override;
  [[nodiscard]] Result<std::string> blob(const image::Descriptor& blob) override;
  [[nodiscard]] std::string mountable_from(const image::Registry& target) const override;

 private:
  image::Registry& registry_;
  std::string repository_;
};

}  // namespace ropewalk::app
