#include "scan/secrets/detect/checksum.h"

#include <gtest/gtest.h>

#include <string>

#include "base/base64.h"

namespace ropewalk::scan {
namespace {

TEST(Checksum, OfGitHubIsTheCrcInBase62) {
  // Put together from its parts, so that no scanner takes this file's text for a token.
  const std::string body = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ";
  EXPECT_EQ(checksum_holds("github", "ghp_" + body + "0mLq17"), true);
  EXPECT_EQ(checksum_holds("github", "npm_" + body + "0mLq17"), true);
  EXPECT_EQ(checksum_holds("github", "ghp_" + body + "0mLq18"), false);
  EXPECT_EQ(checksum_holds("github", "ghp_"), false);
  EXPECT_EQ(checksum_holds("github", ""), false);
}

std::string macaroon(std::size_t signature) {
  std::string bytes("\x02\x01\x08pypi.org\x02\x04uuid", 17);
  bytes += std::string("\x00\x02\x05[1,2]\x00\x00\x06", 11);
  bytes += static_cast<char>(signature);
  return "pypi-" + to_base64url(bytes + std::string(signature, 's'));
}

TEST(Checksum, OfPyPiIsAWholeMacaroon) {
  EXPECT_EQ(checksum_holds("macaroon", macaroon(32)), true);
  EXPECT_EQ(checksum_holds("macaroon", macaroon(31)), false);
  EXPECT_EQ(checksum_holds("macaroon", macaroon(32) + "AAAA"), false);
  EXPECT_EQ(checksum_holds("macaroon", "pypi-AgEIcHlwaS5vcmcxxxx"), false);
  EXPECT_EQ(checksum_holds("macaroon", "pypi"), false);
}

TEST(Checksum, OtherKindsHaveNone) { EXPECT_EQ(checksum_holds("", "ghp_x"), std::nullopt); }

}  // namespace
}  // namespace ropewalk::scan
