#include "base/base64.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace ropewalk {
namespace {

TEST(Base64, ReadsTheVectorsOfTheRfc) {
  EXPECT_EQ(from_base64(""), "");
  EXPECT_EQ(from_base64("Zg=="), "f");
  EXPECT_EQ(from_base64("Zm8="), "fo");
  EXPECT_EQ(from_base64("Zm9v"), "foo");
  EXPECT_EQ(from_base64("Zm9v\nYmFy\r\n"), "foobar");
}

TEST(Base64, RefusesWhatHasASecondReading) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9v", "Zm9v-_", "=Zm9"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(Base64, EveryLengthComesBack) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
    bytes.push_back(static_cast<char>(i * 7));
  }
}

TEST(Base64, TheAlphabetForUrlsHasNoPadding) {
  EXPECT_EQ(to_base64url("\xff\xfe"), "__4");
  EXPECT_EQ(from_base64url("__4"), "\xff\xfe");
  EXPECT_FALSE(from_base64url("__4="));
  EXPECT_FALSE(from_base64url("//4"));
  EXPECT_FALSE(from_base64url("_"));
}

}  // namespace
}  // namespace ropewalk
