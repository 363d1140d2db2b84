// Archive packs the programs: a zip for each Windows, a tar.gz for each other
// system. Times, owners and the order of files are fixed, so that the same input
// gives the same bytes.
//
//	go run .release/archive.go VERSION BIN EXTRAS OUT
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"io"
	"io/fs"
	"log"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	version, bin, extras, out := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		log.Fatal("SOURCE_DATE_EPOCH is not set")
	}
	at := time.Unix(seconds, 0).UTC()
	platforms, err := os.ReadDir(bin)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range platforms {
		system, arch, _ := strings.Cut(p.Name(), "-")
		name := "ad2scim_" + version + "_" + system + "_" + arch
		files := collect(filepath.Join(bin, p.Name()), extras)
		pack, ending := writeTar, ".tar.gz"
		if system == "windows" {
			pack, ending = writeZip, ".zip"
		}
		if err := pack(filepath.Join(out, name+ending), name, files, at); err != nil {
			log.Fatal(err)
		}
	}
}

// file is a file of an archive: its path there, and on the disk.
type file struct{ name, source string }

// collect lists the files of the folders, in order.
func collect(folders ...string) []file {
	var files []file
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			inside, err := filepath.Rel(folder, name)
			files = append(files, file{filepath.ToSlash(inside), name})
			return err
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	return files
}

func mode(name string) fs.FileMode {
	if base := path.Base(name); base == "ad2scim" || base == "ad2scim.exe" {
		return 0o755
	}
	return 0o644
}

func writeZip(target, _ string, files []file, at time.Time) error {
	f, err := os.Create(target)
	if err != nil {
		return err
	}
	defer f.Close()
	w := zip.NewWriter(f)
	for _, file := range files {
		header := &zip.FileHeader{Name: file.name, Method: zip.Deflate, Modified: at}
		header.SetMode(mode(file.name))
		to, err := w.CreateHeader(header)
		if err != nil {
			return err
		}
		if err := copyFile(to, file.source); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Close()
}

func writeTar(target, folder string, files []file, at time.Time) error {
	f, err := os.Create(target)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err != nil {
		return err
	}
	w := tar.NewWriter(z)
	for _, file := range files {
		info, err := os.Stat(file.source)
		if err != nil {
			return err
		}
		header := &tar.Header{Typeflag: tar.TypeReg, Name: folder + "/" + file.name, Size: info.Size(),
			Mode: int64(mode(file.name)), ModTime: at, Format: tar.FormatUSTAR}
		if err := w.WriteHeader(header); err != nil {
			return err
		}
		if err := copyFile(w, file.source); err != nil {
			return err
		}
	}
	for _, c := range []io.Closer{w, z, f} {
		if err := c.Close(); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(to io.Writer, source string) error {
	from, err := os.Open(source)
	if err != nil {
		return err
	}
	defer from.Close()
	_, err = io.Copy(to, from)
	return err
}
